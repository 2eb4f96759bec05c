package dev.chorale.api.webhook;

import dev.chorale.api.access.Caller;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jdbi.v3.core.Jdbi;

/** {@code GET /v1/webhook-secret}: what the caller's tenant verifies deliveries with. */
@Path("/v1/webhook-secret")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class WebhookSecretResource {
    private final Caller caller;
    private final Jdbi jdbi;

    public WebhookSecretResource(Caller caller, Jdbi jdbi) {
        this.caller = caller;
        this.jdbi = jdbi;
    }

    /** @param secret {@code whsec_…} as Standard Webhooks writes it */
    record Secret(String secret) {}

    @GET
    @Operation(summary = "Read the secret that signs your webhooks", operationId = "getWebhookSecret")
    public Response secret() {
        String secret = jdbi.withHandle(h -> h.createQuery("""
                        SELECT webhook_secret
                        FROM tenant
                        WHERE id = :tenant
                        """)
                .bind("tenant", caller.tenantId())
                .mapTo(String.class)
                .one());
        return Response.ok(new Secret(secret))
                .header("Cache-Control", "no-store")
                .build();
    }
}
