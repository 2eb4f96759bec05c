package dev.chorale.api.voice;

import dev.chorale.api.access.Caller;
import dev.chorale.api.jobs.ListQuery;
import dev.chorale.api.jobs.Page;
import dev.chorale.api.problem.JsonBody;
import dev.chorale.api.problem.Problem;
import dev.chorale.api.voice.SettingsCheck.Given;
import dev.chorale.api.voice.Voices.Made;
import dev.chorale.api.voice.Voices.Wanted;
import dev.chorale.common.job.Ids;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.jspecify.annotations.Nullable;

/** {@code /v1/voices}: the caller's own. */
@Path("/v1/voices")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class VoicesResource {
    private static final String REFERENCE = "The id of an uploaded recording, for voices that are made of one.";

    private final Caller caller;
    private final Voices voices;

    public VoicesResource(Caller caller, Voices voices) {
        this.caller = caller;
        this.voices = voices;
    }

    /** The body of {@code POST /v1/voices}. */
    record NewVoice(
            @Schema(required = true, examples = "Alice", description = "Once among your voices.") @Nullable
            String name,

            @Schema(required = true, description = "An engine's name, see GET /v1/models.") @Nullable
            String engine,

            @Schema(required = true, examples = "en", description = "A BCP 47 tag: the language of the texts.")
            @Nullable
            String language,

            @Schema(required = true, description = "What the engine's kind needs, see docs/engines.md.") @Nullable
            Map<String, @Nullable String> settings,

            @Schema(description = REFERENCE) @Nullable String reference) {}

    /** The body of {@code POST /v1/voices/{id}/versions}. */
    record NewVersion(
            @Schema(required = true, description = "All of them, not only those that change.") @Nullable
            Map<String, @Nullable String> settings,

            @Schema(description = REFERENCE) @Nullable String reference) {}

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Make a voice", operationId = "createVoice")
    public Response make(
            @RequestBody(content = @Content(schema = @Schema(implementation = NewVoice.class))) byte[] body,
            @HeaderParam("Idempotency-Key") @Nullable String idempotencyKey) {
        NewVoice sent = JsonBody.read(body, NewVoice.class);
        Wanted wanted = new Wanted(sent.name(), sent.engine(), sent.language(), sent.settings(), sent.reference());
        Made made = voices.make(caller.tenantId(), wanted, idempotencyKey);
        Response.ResponseBuilder answer = answer(Response.Status.CREATED, made.voice());
        return made.isNew()
                ? answer.build()
                : answer.header("Idempotent-Replayed", "true").build();
    }

    @GET
    @Operation(summary = "List your voices, newest first", operationId = "listMadeVoices")
    public Page<VoiceJson> list(@Context UriInfo uri) {
        UUID tenant = caller.tenantId();
        return voices.list(tenant, ListQuery.read("voices of " + tenant, uri.getQueryParameters(), Set.of()));
    }

    @GET
    @Path("/{id}")
    @Operation(summary = "Read a voice", operationId = "getVoice")
    public VoiceJson one(@PathParam("id") String id) {
        return voices.json(caller.tenantId(), idOf(id));
    }

    @GET
    @Path("/{id}/versions")
    @Operation(summary = "List a voice's versions, the current one first", operationId = "listVoiceVersions")
    public Page<VoiceJson.Version> versions(@PathParam("id") String id, @Context UriInfo uri) {
        UUID voice = idOf(id);
        ListQuery query = ListQuery.read("versions of " + voice, uri.getQueryParameters(), Set.of());
        return voices.versions(caller.tenantId(), voice, query);
    }

    @POST
    @Path("/{id}/versions")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Change a voice, for jobs from now on", operationId = "createVoiceVersion")
    public Response change(
            @PathParam("id") String id,
            @RequestBody(content = @Content(schema = @Schema(implementation = NewVersion.class))) byte[] body) {
        NewVersion sent = JsonBody.read(body, NewVersion.class);
        Made made = voices.change(caller.tenantId(), idOf(id), new Given(sent.settings(), sent.reference()));
        return answer(made.isNew() ? Response.Status.CREATED : Response.Status.OK, made.voice())
                .build();
    }

    @DELETE
    @Path("/{id}")
    @Operation(summary = "Delete a voice; accepted jobs keep it", operationId = "deleteVoice")
    public Response delete(@PathParam("id") String id) {
        voices.delete(caller.tenantId(), idOf(id));
        return Response.noContent().build();
    }

    private static Response.ResponseBuilder answer(Response.Status status, VoiceJson voice) {
        return Response.status(status)
                .location(URI.create("/v1/voices/" + voice.id()))
                .entity(voice);
    }

    private static UUID idOf(String id) {
        return Ids.read("voice", id).orElseThrow(() -> Problem.notFound().refusal());
    }
}
