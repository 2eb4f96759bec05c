package dev.chorale.api.problem;

import dev.chorale.api.ApiSettings;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Refuses a body that is too long by its declared length, before any of it is read; of one that declares none {@link
 * ArrivingBody} sees to it. The framework's own limit, which is in between, is that of the longest upload.
 */
@ApplicationScoped
public class BodyLimit {
    /** Where files are sent. Whoever reads them there knows the limit of each. */
    public static final String UPLOADS = "/v1/voice-files";

    private static final int FIRST = 10_000;
    /** Longer numbers may not fit a long. */
    private static final int MOST_DIGITS = 18;

    private static final int LINGERING_MS = 500;
    private static final long LINGERING_BYTES = 8 << 20;
    /** Statuses from here on are refusals. */
    private static final int REFUSED = 400;

    private final long longestUpload;

    public BodyLimit(ApiSettings settings) {
        this.longestUpload = settings.voiceFiles().maxBytes();
    }

    void install(@Observes Filters filters) {
        filters.register(this::refuseLong, FIRST);
    }

    /**
     * A length in bytes as {@code Content-Length} tells it; {@link Long#MAX_VALUE} where it is longer than any.
     *
     * @param header digits, which the framework has seen to; null where it is not told
     * @return -1 where it is not told
     */
    public static long declared(@Nullable String header) {
        if (header == null) {
            return -1;
        }
        return header.length() > MOST_DIGITS ? Long.MAX_VALUE : Long.parseLong(header);
    }

    private void refuseLong(RoutingContext rc) {
        boolean isUpload = isUpload(rc);
        long most = isUpload ? longestUpload : JsonBody.MAX_BYTES;
        if (declared(rc.request().getHeader("Content-Length")) > most) {
            refuseUnread(rc, isUpload ? Problem.fileTooLarge(most) : Problem.bodyTooLarge());
            return;
        }
        if (isUpload && rc.request().method() == HttpMethod.POST) {
            // Whoever refuses: a stranger is refused before anybody reads what he sends.
            rc.addHeadersEndHandler(_ -> closeIfRefused(rc));
        }
        rc.next();
    }

    static void refuseUnread(RoutingContext rc, Problem problem) {
        closeWithAnswer(rc);
        ProblemMappers.write(rc, problem);
    }

    /**
     * Ends the connection with the answer, if not all of the body has come by then: what is left of it may be without an
     * end, and would be read to no purpose.
     */
    static void closeWithAnswer(RoutingContext rc) {
        if (!rc.request().isEnded()) {
            rc.response().putHeader("Connection", "close");
            rc.addEndHandler(sent -> closeUnread(rc));
        }
    }

    /** What was taken has come whole, even where the request does not say so yet. */
    private static void closeIfRefused(RoutingContext rc) {
        if (rc.response().getStatusCode() >= REFUSED) {
            closeWithAnswer(rc);
        }
    }

    /** A close beside bytes that nobody read resets the connection, and the answer may be lost with it: so it lingers for a while. */
    private static void closeUnread(RoutingContext rc) {
        HttpServerRequest request = rc.request();
        if (!request.isEnded()) {
            AtomicLong left = new AtomicLong(LINGERING_BYTES);
            request.handler(came -> {
                if (left.addAndGet(-came.length()) < 0) {
                    request.connection().close();
                }
            });
            request.endHandler(_ -> request.connection().close());
            request.exceptionHandler(_ -> {});
            request.resume();
            rc.vertx().setTimer(LINGERING_MS, _ -> request.connection().close());
        }
    }

    static boolean isUpload(RoutingContext rc) {
        String path = rc.normalizedPath();
        return path.equals(UPLOADS) || path.equals(UPLOADS + '/');
    }
}
