package dev.chorale.api.voice;

import dev.chorale.api.access.Caller;
import dev.chorale.api.jobs.ListQuery;
import dev.chorale.api.jobs.Page;
import dev.chorale.api.problem.BodyLimit;
import dev.chorale.api.problem.Problem;
import dev.chorale.api.voice.VoiceFiles.Kept;
import dev.chorale.common.speech.VoiceFileId;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
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
import java.io.InputStream;
import java.net.URI;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;

/** {@code /v1/voice-files}: weights and recordings for the caller's voices. */
@Path(BodyLimit.UPLOADS)
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class VoiceFilesResource {
    private final Caller caller;
    private final VoiceFiles files;
    private final Uploads uploads;

    public VoiceFilesResource(Caller caller, VoiceFiles files, Uploads uploads) {
        this.caller = caller;
        this.files = files;
        this.uploads = uploads;
    }

    @POST
    @Consumes(MediaType.WILDCARD)
    @Operation(summary = "Upload weights or a recording for voices", operationId = "uploadVoiceFile")
    public Response upload(
            @RequestBody(
                            content = {
                                @Content(
                                        mediaType = MediaType.APPLICATION_OCTET_STREAM,
                                        schema = @Schema(type = SchemaType.STRING, format = "binary")),
                                @Content(
                                        mediaType = "audio/*",
                                        schema = @Schema(type = SchemaType.STRING, format = "binary"))
                            })
                    InputStream body,
            @Context HttpHeaders headers) {
        Kept kept = uploads.receive(caller.identity(), FileHead.of(headers), body);
        return Response.status(kept.isNew() ? Response.Status.CREATED : Response.Status.OK)
                .location(URI.create(BodyLimit.UPLOADS + "/" + kept.file().id()))
                .entity(kept.file())
                .build();
    }

    @GET
    @Operation(summary = "List your voice files, newest first", operationId = "listVoiceFiles")
    public Page<VoiceFileJson> list(@Context UriInfo uri) {
        UUID tenant = caller.tenantId();
        return files.list(tenant, ListQuery.read("voice files of " + tenant, uri.getQueryParameters(), Set.of()));
    }

    @GET
    @Path("/{id}")
    @Operation(summary = "Read what there is to know of a voice file", operationId = "getVoiceFile")
    public VoiceFileJson one(@PathParam("id") String id) {
        return files.one(caller.tenantId(), sha256Of(id));
    }

    @DELETE
    @Path("/{id}")
    @Operation(summary = "Delete a file that no voice names", operationId = "deleteVoiceFile")
    public Response delete(@PathParam("id") String id) {
        files.delete(caller.tenantId(), sha256Of(id));
        return Response.noContent().build();
    }

    private static String sha256Of(String id) {
        return VoiceFileId.read(id).orElseThrow(() -> Problem.notFound().refusal());
    }
}
