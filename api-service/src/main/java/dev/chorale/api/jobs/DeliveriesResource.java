package dev.chorale.api.jobs;

import dev.chorale.api.access.Caller;
import dev.chorale.api.problem.Problem;
import dev.chorale.common.job.Ids;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** {@code GET /v1/webhook-deliveries}: what was told to the caller's receivers, newest job first. */
@Path("/v1/webhook-deliveries")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class DeliveriesResource {
    private static final Set<String> FILTERS = Set.of("job_id", "state");
    private static final Set<String> STATES = Set.of("pending", "delivered", "failed");

    private final Caller caller;

    public DeliveriesResource(Caller caller) {
        this.caller = caller;
    }

    /** A job has at most one delivery of its end, so the job's id orders the list and is its cursor. */
    @GET
    @Transactional
    @Operation(summary = "List webhook deliveries about your jobs", operationId = "listWebhookDeliveries")
    public Page<DeliveryJson> list(@Context UriInfo uri) {
        UUID tenant = caller.tenantId();
        ListQuery query = ListQuery.read("deliveries of " + tenant, uri.getQueryParameters(), FILTERS);
        return Page.of(newestFirst(tenant, query), query, row -> row.jobId, DeliveryJson::of);
    }

    static List<DeliveryView> newestFirst(UUID tenant, ListQuery query) {
        Conditions conditions = new Conditions()
                .always("tenantId = :tenant", "tenant", tenant)
                .given("jobId = :job", "job", jobIn(query))
                .given("state = :state", "state", stateIn(query))
                .given("jobId < :cursor", "cursor", query.after());
        return Page.rows(DeliveryView.find(conditions.ordered("jobId desc"), conditions.values()), query);
    }

    private static Optional<UUID> jobIn(ListQuery query) {
        return query.one("job_id")
                .map(text -> Ids.read("job", text)
                        .orElseThrow(() -> Problem.invalid("job_id", "expected an id of a job")
                                .refusal()));
    }

    private static Optional<String> stateIn(ListQuery query) {
        return query.one("state").map(state -> {
            if (!STATES.contains(state)) {
                throw Problem.invalid("state", "expected pending, delivered or failed")
                        .refusal();
            }
            return state;
        });
    }
}
