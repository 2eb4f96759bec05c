package dev.chorale.api.problem;

import jakarta.ws.rs.container.ContainerRequestContext;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * A body without a Content-Type is refused: JAX-RS would take it for whatever the resource consumes. No length and no
 * transfer coding is no body (RFC 9112, 6.3): {@code curl -X POST} sends neither.
 */
public class JsonOnly {
    @ServerRequestFilter
    public void refuseUntyped(ContainerRequestContext request) {
        boolean hasBody = request.getMethod().equals("POST")
                && (request.getLength() > 0 || request.getHeaderString("Transfer-Encoding") != null);
        if (hasBody && request.getMediaType() == null) {
            throw Problem.of(
                            415,
                            "unsupported_media_type",
                            "Name the body's type in Content-Type: application/json, if nothing else is asked for.")
                    .refusal();
        }
    }
}
