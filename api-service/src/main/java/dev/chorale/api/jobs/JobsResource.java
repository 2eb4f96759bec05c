package dev.chorale.api.jobs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.chorale.api.access.Caller;
import dev.chorale.api.access.Keyring;
import dev.chorale.api.notify.Outcomes;
import dev.chorale.api.problem.Problem;
import dev.chorale.common.job.Ids;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** {@code GET /v1/jobs} and {@code GET /v1/jobs/{id}}. */
@Path("/v1/jobs")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class JobsResource {
    private static final int TAG_CHARS = 32;

    private final Caller caller;
    private final JobReader jobs;
    private final QueuePlaces places;
    private final Outcomes outcomes;
    private final Cancellation cancellation;
    private final ObjectMapper json;

    public JobsResource(
            Caller caller,
            JobReader jobs,
            QueuePlaces places,
            Outcomes outcomes,
            Cancellation cancellation,
            ObjectMapper json) {
        this.caller = caller;
        this.jobs = jobs;
        this.places = places;
        this.outcomes = outcomes;
        this.cancellation = cancellation;
        this.json = json;
    }

    @GET
    @Operation(summary = "List your jobs, newest first", operationId = "listJobs")
    public Page<JobJson> list(@Context UriInfo uri) {
        UUID tenant = caller.tenantId();
        return jobs.list(tenant, ListQuery.read("jobs of " + tenant, uri.getQueryParameters(), JobReader.FILTERS));
    }

    /** The job now, or after a wait for its end that the caller asked for. */
    @GET
    @Path("/{id}")
    @Operation(summary = "Read a job, or wait for its end", operationId = "getJob")
    public Response one(@PathParam("id") String id, @Context UriInfo uri, @Context HttpHeaders headers)
            throws InterruptedException {
        Optional<Duration> asked = Wait.asked(ListQuery.strict(uri.getQueryParameters(), Set.of("wait"))
                .one("wait")
                .orElse(null));
        Optional<Duration> preferred = Wait.preferred(headersOf(headers, "Prefer"));
        UUID job = Ids.read("job", id).orElseThrow(JobsResource::notFound);
        JobJson found = readAfter(job, preferred.or(() -> asked));
        Response.ResponseBuilder answer = answer(found, headersOf(headers, "If-None-Match"));
        preferred.ifPresent(limit -> answer.header("Preference-Applied", "wait=" + limit.toSeconds()));
        return answer.build();
    }

    /** Idempotent: a job that has ended stays as it is, and the answer tells how it ended. */
    @POST
    @Path("/{id}/cancel")
    @Operation(summary = "Cancel a job", operationId = "cancelJob")
    public JobJson cancel(@PathParam("id") String id) {
        UUID job = Ids.read("job", id).orElseThrow(JobsResource::notFound);
        if (read(job).finishedAt() == null) {
            cancellation.cancel(job);
        }
        return read(job);
    }

    private JobJson readAfter(UUID job, Optional<Duration> wait) throws InterruptedException {
        JobJson found = read(job);
        if (wait.isEmpty() || found.finishedAt() != null) {
            return found;
        }
        outcomes.await(job, wait.get());
        return read(job);
    }

    private JobJson read(UUID job) {
        JobView found = jobs.existing(caller.tenantId(), job);
        return JobJson.of(found, places.of(found).orElse(null));
    }

    private Response.ResponseBuilder answer(JobJson job, List<String> known) {
        String body = write(job);
        String hash = HexFormat.of().formatHex(Keyring.hash(body)).substring(0, TAG_CHARS);
        String tag = "W/\"" + hash + "\"";
        Response.ResponseBuilder answer = EntityTags.of(known).match(tag)
                ? Response.notModified()
                : Response.ok(body.getBytes(StandardCharsets.UTF_8));
        return answer.header("ETag", tag).header("Cache-Control", "private, no-cache");
    }

    private String write(JobJson job) {
        try {
            return json.writeValueAsString(job);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> headersOf(HttpHeaders headers, String name) {
        @Nullable List<String> values = headers.getRequestHeader(name);
        return values == null ? List.of() : values;
    }

    private static Problem.Refusal notFound() {
        return Problem.notFound().refusal();
    }
}
