package dev.chorale.api.problem;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.regex.Pattern;

/** Refuses a body that is too long by its declared length, before any of it is read. */
@ApplicationScoped
public class BodyLimit {
    private static final int FIRST = 10_000;
    private static final Pattern LENGTH = Pattern.compile("\\d{1,18}");

    void install(@Observes Filters filters) {
        filters.register(BodyLimit::refuseLong, FIRST);
    }

    private static void refuseLong(RoutingContext rc) {
        String declared = rc.request().getHeader("Content-Length");
        boolean tooLong =
                declared != null && LENGTH.matcher(declared).matches() && Long.parseLong(declared) > JsonBody.MAX_BYTES;
        if (tooLong) {
            rc.response().putHeader("Connection", "close");
            ProblemMappers.write(rc, Problem.bodyTooLarge());
        } else {
            rc.next();
        }
    }
}
