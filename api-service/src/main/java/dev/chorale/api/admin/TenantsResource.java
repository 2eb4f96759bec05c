package dev.chorale.api.admin;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.chorale.api.access.AdminOnly;
import dev.chorale.api.jobs.Conditions;
import dev.chorale.api.jobs.ListQuery;
import dev.chorale.api.jobs.Page;
import dev.chorale.api.jobs.Rfc3339;
import dev.chorale.api.problem.JsonBody;
import dev.chorale.common.job.Ids;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
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

/** {@code /v1/admin/tenants}. */
@AdminOnly
@Path("/v1/admin/tenants")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class TenantsResource {
    private final Tenants tenants;

    public TenantsResource(Tenants tenants) {
        this.tenants = tenants;
    }

    /** What makes a tenant. */
    record NewTenant(@Nullable String name) {}

    record TenantJson(
            String id,
            String name,
            @JsonProperty("created_at") String createdAt) {
        static TenantJson of(Tenant tenant) {
            return new TenantJson(Ids.write("tenant", tenant.id), tenant.name, Rfc3339.write(tenant.createdAt));
        }
    }

    @Operation(summary = "Make a tenant", operationId = "adminMakeTenant")
    @RequestBody(content = @Content(schema = @Schema(implementation = NewTenant.class)))
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Response make(byte[] body) {
        Tenant made = tenants.make(JsonBody.read(body, NewTenant.class).name());
        return Response.status(Response.Status.CREATED)
                .entity(TenantJson.of(made))
                .build();
    }

    @GET
    @Transactional
    @Operation(summary = "List tenants", operationId = "adminListTenants")
    public Page<TenantJson> list(@Context UriInfo uri) {
        ListQuery query = ListQuery.read("tenants", uri.getQueryParameters(), Set.of());
        Conditions conditions = new Conditions().given("id < :cursor", "cursor", query.after());
        List<Tenant> rows = Page.rows(Tenant.find(conditions.ordered("id desc"), conditions.values()), query);
        return Page.of(rows, query, tenant -> tenant.id, TenantJson::of);
    }
}
