package dev.chorale.api.audio;

import dev.chorale.api.access.Caller;
import dev.chorale.api.problem.Problem;
import dev.chorale.common.speech.Cue;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** {@code GET /v1/jobs/{id}/timings}: when each segment is heard. */
@Path("/v1/jobs/{id}/timings")
public class TimingsResource {
    private static final String WEBVTT = "text/vtt;charset=utf-8";
    private static final MediaType VTT = new MediaType("text", "vtt");

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
            @Context HttpHeaders headers) {
        boolean vtt = isVtt(format, headers);
        Timings timings = of(jobs.get(caller.tenantId(), AudioResource.idOf(id)).artefactId());
        Response.ResponseBuilder answer = vtt
                ? Response.ok(timings.webVtt()).type(WEBVTT)
                : Response.ok(timings).type(MediaType.APPLICATION_JSON);
        return answer.header("Vary", "Accept").build();
    }

    private static boolean isVtt(@Nullable String format, HttpHeaders headers) {
        return switch (format) {
            case null -> prefersVtt(headers.getAcceptableMediaTypes());
            case "vtt" -> true;
            case "json" -> false;
            default ->
                throw Problem.invalid("format", "unknown (expected json or vtt)")
                        .refusal();
        };
    }

    /** @param accepted what the caller likes best comes first */
    private static boolean prefersVtt(List<MediaType> accepted) {
        return accepted.stream()
                .filter(type -> type.isCompatible(MediaType.APPLICATION_JSON_TYPE) || type.isCompatible(VTT))
                .findFirst()
                .filter(type -> !type.isCompatible(MediaType.APPLICATION_JSON_TYPE))
                .isPresent();
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
