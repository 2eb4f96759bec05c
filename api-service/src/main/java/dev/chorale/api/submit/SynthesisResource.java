package dev.chorale.api.submit;

import dev.chorale.api.access.Caller;
import dev.chorale.api.problem.JsonBody;
import dev.chorale.api.problem.Problem;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.jspecify.annotations.Nullable;

/** {@code POST /v1/synthesis-jobs}: a text becomes a job. */
@Path("/v1/synthesis-jobs")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class SynthesisResource {
    private final Caller caller;
    private final RequestCheck check;
    private final Submit submit;
    private final JobAnswer answer;

    public SynthesisResource(Caller caller, RequestCheck check, Submit submit, JobAnswer answer) {
        this.caller = caller;
        this.check = check;
        this.submit = submit;
        this.answer = answer;
    }

    @POST
    @RunOnVirtualThread
    @Operation(summary = "Speak a text", operationId = "createSynthesisJob")
    public Response create(
            @RequestBody(content = @Content(schema = @Schema(implementation = SynthesisRequest.class))) byte[] body,
            @HeaderParam("Idempotency-Key") @Nullable String idempotencyKey,
            @Context HttpHeaders headers)
            throws InterruptedException {
        SynthesisRequest request = JsonBody.read(body, SynthesisRequest.class);
        List<String> prefer =
                Optional.ofNullable(headers.getRequestHeader("Prefer")).orElse(List.of());
        Submission submission;
        try {
            submission = check.check(request, caller.identity(), idempotencyKey);
        } catch (Problem.Refusal refused) {
            return replayed(submit.earlierJob(request, caller.identity(), idempotencyKey, refused), prefer);
        }
        return switch (submit.commit(submission)) {
            case Submitted.Accepted job ->
                answer.accepted(submission, job, prefer).build();
            case Submitted.Replayed job -> replayed(job.jobId(), prefer);
            case Submitted.KeyReused reused ->
                throw Submitted.KeyReused.problem().refusal();
        };
    }

    private Response replayed(UUID job, List<String> prefer) throws InterruptedException {
        return answer.known(caller.tenantId(), job, prefer)
                .header("Idempotent-Replayed", "true")
                .build();
    }
}
