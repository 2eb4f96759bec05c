package dev.chorale.api.audio;

import dev.chorale.api.access.Caller;
import dev.chorale.api.cache.AudioBytes;
import dev.chorale.api.cache.CachedAudio;
import dev.chorale.api.jobs.EntityTags;
import dev.chorale.api.problem.Problem;
import dev.chorale.common.job.Ids;
import dev.chorale.common.store.AudioStore;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** A finished job's bytes. */
@Path("/v1/jobs/{id}")
public class AudioResource {
    private static final byte[] NOTHING = {};
    private static final Logger LOG = Logger.getLogger(AudioResource.class);

    private final Caller caller;
    private final JobAudio jobs;
    private final AudioBytes bytes;
    private final AudioStore store;
    private final Erasure erasure;

    public AudioResource(Caller caller, JobAudio jobs, AudioBytes bytes, AudioStore store, Erasure erasure) {
        this.caller = caller;
        this.jobs = jobs;
        this.bytes = bytes;
        this.store = store;
        this.erasure = erasure;
    }

    /** What a request sets as conditions counts where the answer would be the audio, not a way to it (RFC 9110, 13.2.1). */
    @GET
    @Path("/audio")
    @Produces({"audio/*", MediaType.APPLICATION_OCTET_STREAM})
    @RunOnVirtualThread
    @Operation(summary = "The audio of a succeeded job", operationId = "getJobAudio")
    public Response audio(
            @PathParam("id") String id,
            @QueryParam("redirect") @Nullable String redirect,
            @HeaderParam("Range") @Nullable String range,
            @HeaderParam("If-Range") @Nullable String ifRange,
            @HeaderParam("If-Match") List<String> ifMatch,
            @HeaderParam("If-None-Match") List<String> ifNoneMatch,
            @Context Request request) {
        CachedAudio audio = jobs.get(caller.tenantId(), idOf(id));
        try {
            if ("true".equals(redirect)) {
                return redirect(audio);
            }
            String etag = etagOf(audio);
            if (!EntityTags.of(ifMatch).allow(etag)) {
                throw Problem.of(412, "precondition_failed", "The audio is not the one that If-Match names.")
                        .refusal();
            }
            if (EntityTags.of(ifNoneMatch).match(etag)) {
                return told(Response.notModified(), etag).build();
            }
            if (!request.getMethod().equals(HttpMethod.GET)) {
                return answer(audio, etag).entity(NOTHING).build();
            }
            boolean rangeCounts = ifRange == null || ifRange.strip().equals(etag);
            return answer(audio, rangeCounts ? ByteRange.of(range, audio.bytes()) : Optional.empty());
        } catch (ByteRange.Unsatisfiable e) {
            return Response.status(416)
                    .header("Content-Range", "bytes */" + audio.bytes())
                    .type(Problem.MEDIA_TYPE)
                    .entity(Problem.of(416, "range_not_satisfiable", "The audio has " + audio.bytes() + " bytes."))
                    .build();
        } catch (IOException e) {
            LOG.warnf(e, "audio was not read artefact=%s", audio.artefactId());
            throw Problem.unavailable("storage_unavailable", "The object store can't be reached; try again soon.")
                    .refusalRetryAfter(2);
        }
    }

    @DELETE
    @RunOnVirtualThread
    @Operation(summary = "Remove a job that has ended, and its audio", operationId = "deleteJob")
    public Response delete(@PathParam("id") String id) {
        erasure.erase(caller.tenantId(), idOf(id));
        return Response.noContent().build();
    }

    private Response redirect(CachedAudio audio) throws IOException {
        return Response.status(302)
                .location(URI.create(store.presignedUrl(audio.objectKey())))
                .header("Cache-Control", "no-store")
                .build();
    }

    /** The head of the whole: what would be read for it, nobody would close. */
    private static Response.ResponseBuilder answer(CachedAudio audio, String etag) {
        return told(Response.ok(), etag)
                .type(audio.format().mediaType())
                .header("Accept-Ranges", "bytes")
                .header("Content-Length", audio.bytes());
    }

    private Response answer(CachedAudio audio, Optional<ByteRange> range) throws IOException {
        long offset = range.map(ByteRange::first).orElse(0L);
        long length = range.map(ByteRange::length).orElse(audio.bytes());
        Response.ResponseBuilder answer = told(Response.status(range.isPresent() ? 206 : 200), etagOf(audio))
                .type(audio.format().mediaType())
                .header("Accept-Ranges", "bytes")
                .header("Content-Length", length)
                .entity(bytes.entity(audio, offset, length));
        range.ifPresent(
                r -> answer.header("Content-Range", "bytes " + r.first() + "-" + r.last() + "/" + audio.bytes()));
        return answer.build();
    }

    /** With what a cache is told of the audio, whether it gets it again or not. */
    private static Response.ResponseBuilder told(Response.ResponseBuilder answer, String etag) {
        return answer.header("ETag", etag).header("Cache-Control", "private, max-age=31536000, immutable");
    }

    private static String etagOf(CachedAudio audio) {
        return '"' + audio.sha256() + '"';
    }

    static UUID idOf(String id) {
        return Ids.read("job", id).orElseThrow(() -> Problem.notFound().refusal());
    }
}
