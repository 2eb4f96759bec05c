package dev.chorale.api.problem;

import dev.chorale.api.ApiSettings;
import io.quarkus.vertx.http.runtime.VertxHttpRecorder;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.regex.Pattern;

/**
 * Refuses a body that is too long by its declared length, before any of it is read, and says how much may come of one that
 * declares none. The framework's own limit, which is in between, is that of the longest upload.
 */
@ApplicationScoped
public class BodyLimit {
    /** Where files are sent. Whoever reads them there knows the limit of each. */
    public static final String UPLOADS = "/v1/voice-files";

    private static final int FIRST = 10_000;
    /** The framework's stands at 2. */
    private static final int BEHIND_THE_FRAMEWORKS = 1;

    private static final Pattern LENGTH = Pattern.compile("\\d{1,18}");
    /** What comes without a length is told that it is too long by {@link JsonBody}; twice as much ends the connection. */
    private static final long LONGEST_UNDECLARED = 2L * JsonBody.MAX_BYTES;

    private static final long NO_LIMIT = -1;
    /** Statuses from here on are refusals. */
    private static final int REFUSED = 400;

    private final long longestUpload;

    public BodyLimit(ApiSettings settings) {
        this.longestUpload = settings.voiceFiles().maxBytes();
    }

    void install(@Observes Filters filters) {
        filters.register(this::refuseLong, FIRST);
        filters.register(BodyLimit::bound, BEHIND_THE_FRAMEWORKS);
    }

    private void refuseLong(RoutingContext rc) {
        String declared = rc.request().getHeader("Content-Length");
        long most = isUpload(rc) ? longestUpload : JsonBody.MAX_BYTES;
        boolean tooLong = declared != null && LENGTH.matcher(declared).matches() && Long.parseLong(declared) > most;
        if (tooLong) {
            closeWithAnswer(rc);
            ProblemMappers.write(rc, isUpload(rc) ? Problem.fileTooLarge(most) : Problem.bodyTooLarge());
        } else {
            rc.next();
        }
    }

    /**
     * Ends the connection with the answer, if not all of the body has come by then: what is left of it may be without an
     * end, and would be read to no purpose.
     */
    private static void closeWithAnswer(RoutingContext rc) {
        if (!rc.request().isEnded()) {
            rc.response().putHeader("Connection", "close");
            rc.addEndHandler(sent -> closeUnread(rc));
        }
    }

    private static void bound(RoutingContext rc) {
        rc.put(VertxHttpRecorder.MAX_REQUEST_SIZE_KEY, isUpload(rc) ? NO_LIMIT : LONGEST_UNDECLARED);
        if (isUpload(rc) && rc.request().method() == HttpMethod.POST) {
            // Whoever refuses: a stranger is refused before anybody reads what he sends.
            rc.addHeadersEndHandler(_ -> closeIfRefused(rc));
        }
        rc.next();
    }

    /** What was taken has come whole, even where the request does not say so yet. */
    private static void closeIfRefused(RoutingContext rc) {
        if (rc.response().getStatusCode() >= REFUSED) {
            closeWithAnswer(rc);
        }
    }

    private static void closeUnread(RoutingContext rc) {
        if (!rc.request().isEnded()) {
            rc.request().connection().close();
        }
    }

    private static boolean isUpload(RoutingContext rc) {
        return rc.normalizedPath().equals(UPLOADS);
    }
}
