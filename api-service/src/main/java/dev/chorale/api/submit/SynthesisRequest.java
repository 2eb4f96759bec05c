package dev.chorale.api.submit;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The body of {@code POST /v1/synthesis-jobs}. What is absent has the default of the contract. */
public record SynthesisRequest(
        @Schema(
                required = true,
                description =
                        "The text to speak, at most 200,000 code points; may hold pinyin [h][ào], ARPAbet [HH][AH0][L][OW1], [pause 500ms] and [emphasis]…[/emphasis]; write \\[ for a bracket.")
        @Nullable
        String input,

        @Schema(
                required = true,
                examples = "espeak/en-us",
                description = "<engine>/<voice>, or voice_… for one of your own; see /v1/audio/voices.")
        @Nullable
        String voice,

        @Schema(minimum = "0.25", maximum = "4", defaultValue = "1") @Nullable
        BigDecimal speed,

        @Schema(minimum = "-12", maximum = "12", defaultValue = "0", description = "In semitones.") @Nullable
        BigDecimal pitch,

        @Schema(minimum = "-20", maximum = "10", defaultValue = "0", description = "In decibels.") @Nullable
        BigDecimal volume,

        @Schema(
                enumeration = {"neutral", "happy", "sad", "angry", "surprised", "afraid", "disgusted"},
                description = "For voices that take emotion, see /v1/audio/voices.")
        @Nullable
        String emotion,

        @JsonProperty("emotion_strength")
        @Schema(minimum = "0", maximum = "1", defaultValue = "1", description = "Of the emotion.")
        @Nullable
        BigDecimal emotionStrength,

        @Schema(
                description =
                        "How to speak, in words, at most 4096 code points; for voices that take instructions, see /v1/audio/voices.")
        @Nullable
        String instructions,

        @Schema(minimum = "1", maximum = "100000000") @Nullable
        BigDecimal seed,

        @Schema(
                enumeration = {"wav", "mp3", "opus", "aac", "flac", "pcm"},
                defaultValue = "wav")
        @Nullable
        String format,

        @JsonProperty("sample_rate") @Schema(description = "In Hz; 24000, for opus 48000.") @Nullable
        BigDecimal sampleRate,

        @Schema(
                enumeration = {"interactive", "standard", "bulk"},
                defaultValue = "standard")
        @Nullable
        String priority,

        @Schema(description = "RFC 3339; a job that has no audio by then ends as expired. At most 30 days ahead.")
        @Nullable
        String deadline,

        @JsonProperty("webhook_url") @Nullable String webhookUrl,
        @Nullable Map<String, String> metadata) {}
