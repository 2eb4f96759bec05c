package dev.chorale.api.speech;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import dev.chorale.api.problem.Problem;
import dev.chorale.api.submit.SynthesisRequest;
import dev.chorale.common.job.Ids;
import dev.chorale.common.speech.AudioFormat;
import java.math.BigDecimal;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /v1/audio/speech}: OpenAI's own fields, and Chorale's of the same meaning as in {@link
 * SynthesisRequest}.
 *
 * @param voice a name, or an object with an {@code id}
 */
public record SpeechRequest(
        @Schema(required = true, description = "An engine's name, tts-1, tts-1-hd or gpt-4o-mini-tts.") @Nullable
        String model,

        @Schema(required = true) @Nullable String input,

        @Schema(
                required = true,
                implementation = String.class,
                description =
                        "<engine>/<voice>, voice_…, a voice of the engine named as model, or one of OpenAI's names.")
        @Nullable
        JsonNode voice,

        @JsonProperty("response_format")
        @Schema(
                enumeration = {"mp3", "opus", "aac", "flac", "wav", "pcm"},
                defaultValue = "mp3")
        @Nullable
        String responseFormat,

        @Nullable BigDecimal speed,
        @JsonProperty("stream_format") @Nullable String streamFormat,
        @Nullable BigDecimal pitch,
        @Nullable BigDecimal volume,

        @Schema(description = "How to speak; for voices that take instructions.") @Nullable
        String instructions,

        @Nullable String emotion,
        @JsonProperty("emotion_strength") @Nullable BigDecimal emotionStrength,
        @Nullable BigDecimal seed,
        @JsonProperty("sample_rate") @Nullable BigDecimal sampleRate) {
    private static final Set<String> OPENAI_MODELS = Set.of("tts-1", "tts-1-hd", "gpt-4o-mini-tts");
    private static final Set<String> OPENAI_VOICES = Set.of(
            "alloy", "ash", "ballad", "cedar", "coral", "echo", "fable", "marin", "nova", "onyx", "sage", "shimmer",
            "verse");

    /**
     * The same wish as a synthesis request, in the interactive lane: somebody waits for it.
     *
     * @param engines the names of the engines that there are
     * @param defaultVoice what stands behind OpenAI's own models and voices
     */
    SynthesisRequest toSynthesis(Set<String> engines, String defaultVoice) {
        if (streamFormat != null && !streamFormat.equals("audio")) {
            throw Problem.invalid("stream_format", "expected audio").refusal();
        }
        String format = responseFormat == null ? "mp3" : responseFormat;
        if (AudioFormat.byWireName(format).isEmpty()) {
            throw Problem.invalid("response_format", "expected one of mp3, opus, aac, flac, wav, pcm")
                    .refusal();
        }
        return new SynthesisRequest(
                input,
                voiceIn(engines, defaultVoice),
                speed,
                pitch,
                volume,
                emotion,
                emotionStrength,
                instructions,
                seed,
                format,
                sampleRate,
                "interactive",
                null,
                null,
                null);
    }

    private String voiceIn(Set<String> engines, String defaultVoice) {
        if (model == null) {
            throw Problem.invalid("model", "missing (expected an engine's name or tts-1)")
                    .refusal();
        }
        boolean isEngine = engines.contains(model);
        if (!isEngine && !OPENAI_MODELS.contains(model)) {
            throw Problem.of(422, "unknown_model", "model: there is no such model; see GET /v1/models.")
                    .with("model", "unknown")
                    .refusal();
        }
        String name = voiceName();
        if (name.contains("/") || Ids.read("voice", name).isPresent()) {
            return name;
        }
        boolean isDefaultsEngine = defaultVoice.startsWith(model + "/");
        if (OPENAI_VOICES.contains(name) && (!isEngine || isDefaultsEngine)) {
            return defaultVoice;
        }
        return (isEngine ? model : defaultVoice.substring(0, defaultVoice.indexOf('/'))) + "/" + name;
    }

    private String voiceName() {
        JsonNode named = voice != null && voice.isObject() && voice.size() == 1 ? voice.get("id") : voice;
        if (voice == null || voice.isNull()) {
            throw Problem.invalid("voice", "missing (see GET /v1/audio/voices)").refusal();
        }
        if (named == null || !named.isTextual()) {
            throw Problem.malformed("voice", "expected a name or an object with an id")
                    .refusal();
        }
        return named.textValue();
    }
}
