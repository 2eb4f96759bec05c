package dev.chorale.api.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.chorale.api.access.AdminOnly;
import dev.chorale.api.access.Keyring;
import dev.chorale.api.jobs.Conditions;
import dev.chorale.api.jobs.ListQuery;
import dev.chorale.api.jobs.Page;
import dev.chorale.api.jobs.Rfc3339;
import dev.chorale.api.problem.JsonBody;
import dev.chorale.api.problem.Problem;
import dev.chorale.common.job.Ids;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.jspecify.annotations.Nullable;

/** {@code /v1/admin/keys}. */
@AdminOnly
@Path("/v1/admin/keys")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class KeysResource {
    private final Keys keys;
    private final Keyring keyring;

    public KeysResource(Keys keys, Keyring keyring) {
        this.keys = keys;
        this.keyring = keyring;
    }

    /** What makes a key. @param tenant its id or its name */
    record NewKey(@Nullable String tenant, @Nullable String role) {}

    /** @param key shown here and never again */
    record MadeKey(String id, String key) {}

    /** A key as lists show it: without the key. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record KeyJson(
            String id,
            String tenant,
            String role,
            String createdAt,
            @Nullable String revokedAt) {
        static KeyJson of(ApiKey key) {
            return new KeyJson(
                    Ids.write("key", key.id),
                    key.tenant.name,
                    key.role,
                    Rfc3339.write(key.createdAt),
                    Rfc3339.writeIfThere(key.revokedAt));
        }
    }

    @Operation(summary = "Make a key: it is shown once", operationId = "adminMakeKey")
    @RequestBody(content = @Content(schema = @Schema(implementation = NewKey.class)))
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Response make(byte[] body) {
        NewKey wanted = JsonBody.read(body, NewKey.class);
        Keys.Made made = keys.make(required("tenant", wanted.tenant()), required("role", wanted.role()));
        return Response.status(Response.Status.CREATED)
                .header("Cache-Control", "no-store")
                .entity(new MadeKey(Ids.write("key", made.id()), made.key()))
                .build();
    }

    @GET
    @Transactional
    @Operation(summary = "List keys, without the keys", operationId = "adminListKeys")
    public Page<KeyJson> list(@Context UriInfo uri) {
        ListQuery query = ListQuery.read("keys", uri.getQueryParameters(), Set.of());
        Conditions conditions = new Conditions().given("k.id < :cursor", "cursor", query.after());
        List<ApiKey> rows = Page.rows(
                ApiKey.find(
                        "from ApiKey k join fetch k.tenant " + conditions.ordered("k.id desc"), conditions.values()),
                query);
        return Page.of(rows, query, key -> key.id, KeyJson::of);
    }

    /** Refused here at once, by other processes within a second. */
    @DELETE
    @Path("/{id}")
    @Operation(summary = "Revoke a key", operationId = "adminRevokeKey")
    public Response revoke(@PathParam("id") String id) {
        keys.revoke(Ids.read("key", id).orElseThrow(() -> Problem.notFound().refusal()));
        keyring.forget();
        return Response.noContent().build();
    }

    private static String required(String field, @Nullable String value) {
        if (value == null) {
            throw Problem.invalid(field, "required").refusal();
        }
        return value;
    }
}
