package dev.chorale.api.speech;

import dev.chorale.api.ApiSettings;
import dev.chorale.api.access.Caller;
import dev.chorale.api.cache.CachedAudio;
import dev.chorale.api.problem.JsonBody;
import dev.chorale.api.problem.Problem;
import dev.chorale.api.submit.Catalogue;
import dev.chorale.api.voice.Voices;
import dev.chorale.common.speech.Skill;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.jspecify.annotations.Nullable;

/** The OpenAI speech API. A hit writes no job row; a miss is a job that this request waits for. */
@Path("/v1")
@RunOnVirtualThread
public class SpeechResource {
    private final Caller caller;
    private final Speech speech;
    private final Catalogue catalogue;
    private final Voices made;
    private final String defaultVoice;

    public SpeechResource(Caller caller, Speech speech, Catalogue catalogue, Voices made, ApiSettings settings) {
        this.caller = caller;
        this.speech = speech;
        this.catalogue = catalogue;
        this.made = made;
        this.defaultVoice = settings.speech().defaultVoice();
    }

    /** One page holds them all. */
    public record Listed<T>(String object, List<T> data) {}

    /** OpenAI's model object: an engine, or one of OpenAI's names for the default voice. */
    public record Model(String id, String object, long created, String owned_by) {
        static Model of(String id, String owner) {
            return new Model(id, "model", 0, owner);
        }
    }

    /**
     * A voice and the name to ask for it by.
     *
     * @param takes what it can do beyond plain text and pauses: {@code pinyin, arpabet, emphasis, emotion, instructions}
     */
    public record Voice(String id, String name, String language, String engine, List<String> takes) {}

    @POST
    @Path("/audio/speech")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces({"audio/*", MediaType.APPLICATION_OCTET_STREAM, MediaType.APPLICATION_JSON})
    @Operation(summary = "Speak a text and wait for the audio", operationId = "createSpeech")
    public Response speak(
            @RequestBody(content = @Content(schema = @Schema(implementation = SpeechRequest.class))) byte[] body,
            @HeaderParam("Idempotency-Key") @Nullable String idempotencyKey)
            throws InterruptedException {
        SpeechRequest request = JsonBody.read(body, SpeechRequest.class);
        try {
            return answer(speech.speak(
                    request.toSynthesis(catalogue.known().keySet(), defaultVoice), caller.identity(), idempotencyKey));
        } catch (IOException e) {
            throw Problem.unavailable("storage_unavailable", "The object store can't be reached; try again soon.")
                    .refusalRetryAfter(2);
        }
    }

    private static Response answer(Speech.Answer spoken) {
        CachedAudio audio = spoken.audio();
        Response.ResponseBuilder response = Response.ok(spoken.entity())
                .type(audio.format().mediaType())
                .header("Content-Length", audio.bytes())
                .header("ETag", '"' + audio.sha256() + '"')
                .header("X-Cache", spoken.source().wireName());
        spoken.jobId().ifPresent(job -> response.header("X-Job-Id", job));
        return response.build();
    }

    @GET
    @Path("/models")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "The engines, and OpenAI's names for the default", operationId = "listModels")
    public Listed<Model> models() {
        Stream<Model> engines = catalogue.engines().keySet().stream().sorted().map(e -> Model.of(e, e));
        Stream<Model> aliases =
                Stream.of("gpt-4o-mini-tts", "tts-1", "tts-1-hd").map(m -> Model.of(m, "chorale"));
        return new Listed<>("list", Stream.concat(engines, aliases).toList());
    }

    @GET
    @Path("/audio/voices")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "The built-in voices, and those that you made", operationId = "listVoices")
    public Listed<Voice> voices() {
        Stream<Voice> builtIn = catalogue.engines().values().stream()
                .flatMap(e -> e.voices().stream()
                        .map(v -> new Voice(e.name() + "/" + v.name(), v.display(), v.language(), e.name(), takes(v))));
        Stream<Voice> own = made.newest(caller.tenantId()).stream()
                .map(v -> new Voice(v.id(), v.name(), v.language(), v.engine(), v.takes()));
        return new Listed<>("list", Stream.concat(own, builtIn).toList());
    }

    private static List<String> takes(Catalogue.Voice voice) {
        return voice.skills().stream().map(Skill::wireName).sorted().toList();
    }
}
