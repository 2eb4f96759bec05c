package dev.chorale.api.problem;

import dev.chorale.api.problem.ArrivingBody.Limits;
import dev.chorale.common.time.Monotonic;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Gives each request the time that its body has: in all, or for an upload, which may take long, from one piece to the next.
 * Whoever reads an upload knows how long it may be.
 */
public class BodyFilter {
    /** What comes without a length is told that it is too long by {@link JsonBody}; twice as much ends the connection. */
    private static final long LONGEST_UNDECLARED = 2L * JsonBody.MAX_BYTES;

    /** Uploads have a limit of their own, which is for operators to set. */
    private static final Duration ANY = Duration.ofDays(365);

    private final Monotonic clock;
    private final Limits ofUpload;
    private final Limits ofOthers;

    @Inject
    public BodyFilter(Monotonic clock, @ConfigProperty(name = "quarkus.http.read-timeout") Duration patience) {
        this.clock = clock;
        this.ofUpload = new Limits(Long.MAX_VALUE, patience, ANY);
        this.ofOthers = new Limits(LONGEST_UNDECLARED, patience, patience);
    }

    /** After the key was looked at: nothing of a stranger's body is read. */
    @ServerRequestFilter(priority = Priorities.USER + 1)
    public void limit(ContainerRequestContext request, RoutingContext rc) {
        request.setEntityStream(new ArrivingBody(rc, BodyLimit.isUpload(rc) ? ofUpload : ofOthers, clock));
    }
}
