package dev.chorale.api.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.chorale.api.access.AdminOnly;
import dev.chorale.api.admin.Attempts.Attempt;
import dev.chorale.api.jobs.Cancellation;
import dev.chorale.api.jobs.Conditions;
import dev.chorale.api.jobs.JobJson;
import dev.chorale.api.jobs.JobReader;
import dev.chorale.api.jobs.JobView;
import dev.chorale.api.jobs.ListQuery;
import dev.chorale.api.jobs.Page;
import dev.chorale.api.jobs.QueuePlaces;
import dev.chorale.api.problem.Problem;
import dev.chorale.common.job.Ids;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** {@code /v1/admin/jobs}: the jobs of all tenants, listed, looked into and cancelled. */
@AdminOnly
@Path("/v1/admin/jobs")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class AdminJobsResource {
    private static final Set<String> FILTERS = Set.of(
            "tenant", "state", "kind", "voice", "engine", "worker", "error_code", "created_after", "created_before");

    private final JobReader jobs;
    private final QueuePlaces places;
    private final Attempts attempts;
    private final Cancellation cancellation;

    public AdminJobsResource(JobReader jobs, QueuePlaces places, Attempts attempts, Cancellation cancellation) {
        this.jobs = jobs;
        this.places = places;
        this.attempts = attempts;
        this.cancellation = cancellation;
    }

    /** A job, whose it is, and who speaks it. @param tries each try of its run; only where one is looked into */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record AdminJob(
            @JsonUnwrapped JobJson job,
            String tenant,
            String engine,
            @Nullable String worker,
            @Nullable List<Attempt> tries) {
        static AdminJob of(JobView view, JobJson.@Nullable Queue queue, @Nullable List<Attempt> tries) {
            return new AdminJob(
                    JobJson.of(view, queue),
                    view.tenant,
                    view.engine,
                    view.workerId == null ? null : Ids.write("worker", view.workerId),
                    tries);
        }
    }

    @GET
    @Transactional
    @Operation(summary = "List the jobs of all tenants", operationId = "adminListJobs")
    public Page<AdminJob> list(@Context UriInfo uri) {
        ListQuery query = ListQuery.read("all jobs", uri.getQueryParameters(), FILTERS);
        Optional<String> tenant = query.one("tenant");
        Predicate<String> isId = text -> Ids.read("tenant", text).isPresent();
        Conditions conditions = JobReader.filters(query)
                .given("tenantId = :tenantId", "tenantId", tenant.flatMap(text -> Ids.read("tenant", text)))
                .given("tenant = :tenant", "tenant", tenant.filter(isId.negate()))
                .given("engine = :engine", "engine", query.one("engine"))
                .given("workerId = :worker", "worker", query.one("worker").map(AdminJobsResource::worker))
                .given("errorCode = :error", "error", query.one("error_code"))
                .given("createdAt < :before", "before", query.time("created_before"));
        return Page.of(
                JobReader.newestFirst(conditions, query), query, job -> job.id, job -> AdminJob.of(job, null, null));
    }

    @GET
    @Path("/{id}")
    @Operation(summary = "Look into a job of any tenant", operationId = "adminGetJob")
    public AdminJob one(@PathParam("id") String id) {
        JobView job = find(id);
        return AdminJob.of(job, places.of(job).orElse(null), attempts.of(job.runId));
    }

    /** Idempotent: a job that has ended stays as it is, and the answer tells how it ended. */
    @POST
    @Path("/{id}/cancel")
    @Operation(summary = "Cancel a job of any tenant", operationId = "adminCancelJob")
    public AdminJob cancel(@PathParam("id") String id) {
        JobView job = find(id);
        if (job.finishedAt == null) {
            cancellation.cancel(job.id);
        }
        return one(id);
    }

    private JobView find(String id) {
        return jobs.existing(
                Ids.read("job", id).orElseThrow(() -> Problem.notFound().refusal()));
    }

    private static UUID worker(String text) {
        return Ids.read("worker", text)
                .orElseThrow(() ->
                        Problem.invalid("worker", "expected an id of a worker").refusal());
    }
}
