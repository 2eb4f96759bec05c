package dev.chorale.api.audio;

import dev.chorale.api.access.Caller;
import dev.chorale.api.problem.Problem;
import dev.chorale.common.speech.Cue;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** {@code GET /v1/jobs/{id}/timings}: when each segment is heard. */
@Path("/v1/jobs/{id}/timings")
public class TimingsResource {
    private static final String WEBVTT = "text/vtt;charset=utf-8";

    private final Caller caller;
    private final JobAudio jobs;
    private final Jdbi jdbi;

    public TimingsResource(Caller caller, JobAudio jobs, Jdbi jdbi) {
        this.caller = caller;
        this.jobs = jobs;
        this.jdbi = jdbi;
    }

    @GET
    @Produces({MediaType.APPLICATION_JSON, "text/vtt"})
    @RunOnVirtualThread
    @Operation(summary = "When each segment of a succeeded job is heard", operationId = "getJobTimings")
    public Response timings(
            @PathParam("id") String id,
            @Parameter(description = "json (the default) or vtt") @QueryParam("format") @Nullable String format,
            @HeaderParam("Accept") @Nullable String accept) {
        boolean vtt = isVtt(format, accept);
        Timings timings = of(jobs.get(caller.tenantId(), AudioResource.idOf(id)).artefactId());
        return vtt
                ? Response.ok(timings.webVtt()).type(WEBVTT).build()
                : Response.ok(timings).type(MediaType.APPLICATION_JSON).build();
    }

    private static boolean isVtt(@Nullable String format, @Nullable String accept) {
        return switch (format) {
            case null -> accept != null && accept.contains("text/vtt");
            case "vtt" -> true;
            case "json" -> false;
            default ->
                throw Problem.invalid("format", "unknown (expected json or vtt)")
                        .refusal();
        };
    }

    private Timings of(UUID artefact) {
        return jdbi.withHandle(h -> h.createQuery("SELECT cues FROM artefact WHERE id = :id")
                .bind("id", artefact)
                .mapTo(String.class)
                .findOne()
                .map(cues -> new Timings(Cue.read(cues)))
                .orElseThrow(() -> Problem.erased().refusal()));
    }
}
