package dev.chorale.api.problem;

import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * A body whose Content-Type is missing or no JSON is refused, uploads aside: JAX-RS would take the one for whatever the
 * resource consumes, and the other where the resource reads no body. No length and no transfer coding is no body (RFC 9112,
 * 6.3): {@code curl -X POST} sends neither.
 */
public class JsonOnly {
    @ServerRequestFilter
    public void refuseUntyped(ContainerRequestContext request, RoutingContext rc) {
        boolean hasBody = BodyLimit.declared(request.getHeaderString("Content-Length")) > 0
                || request.getHeaderString("Transfer-Encoding") != null;
        if (hasBody && !(BodyLimit.isUpload(rc) ? isTyped(request) : isJson(request))) {
            throw Problem.of(
                            415,
                            "unsupported_media_type",
                            "Name the body's type in Content-Type: application/json, if nothing else is asked for.")
                    .refusal();
        }
    }

    private static boolean isTyped(ContainerRequestContext request) {
        return request.getHeaderString("Content-Type") != null;
    }

    private static boolean isJson(ContainerRequestContext request) {
        try {
            return MediaType.APPLICATION_JSON_TYPE.isCompatible(request.getMediaType());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
