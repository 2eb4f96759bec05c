package dev.chorale.common.speech;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a worker needs to speak: fixed at submit, equal for equal audio.
 *
 * @param text the normalised text, see {@link SpokenText}, with markup as {@link Markup#write} spells it
 * @param voice the voice as callers name it: {@code <engine>/<native name>}, or {@code voice_…} for a made one
 * @param prosody speed, pitch and volume
 * @param style emotion and instructions
 * @param seed 1..100,000,000; for engines that draw
 * @param format how the audio leaves
 * @param sampleRateHz one of {@link AudioFormat#sampleRatesHz()}
 * @param markProducer the producer named in the mark that the speech is synthetic; empty: no mark
 * @param made the voice behind {@code voice_…}; null for a built-in one
 */
public record Utterance(
        String text,
        String voice,
        Prosody prosody,

        @JsonInclude(value = JsonInclude.Include.CUSTOM, valueFilter = Style.LeftOut.class)
        Style style,

        int seed,
        AudioFormat format,
        int sampleRateHz,
        String markProducer,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable MadeVoice made) {

    public Utterance {
        Objects.requireNonNull(voice, "voice");
        Objects.requireNonNull(prosody, "prosody");
        Objects.requireNonNull(style, "style");
        Objects.requireNonNull(markProducer, "markProducer");
        if (text.isEmpty()) {
            throw new IllegalArgumentException("text: empty (expected something to speak)");
        }
        if (seed < 1 || seed > 100_000_000) {
            throw new IllegalArgumentException("seed: " + seed + " (expected 1..100000000)");
        }
        if (made == null && voice.indexOf('/') < 0) {
            throw new IllegalArgumentException("voice: " + voice + " (expected an engine, a slash and a name)");
        }
        if (!format.sampleRatesHz().contains(sampleRateHz)) {
            throw new IllegalArgumentException("sampleRateHz: " + sampleRateHz + " (expected one of "
                    + format.sampleRatesHz() + " for " + format.wireName() + ")");
        }
    }

    /** In a built-in voice, in its own style. */
    public Utterance(
            String text,
            String voice,
            Prosody prosody,
            int seed,
            AudioFormat format,
            int sampleRateHz,
            String markProducer) {
        this(text, voice, prosody, Style.NONE, seed, format, sampleRateHz, markProducer, null);
    }

    /** The same of another text. */
    public Utterance saying(String other) {
        return new Utterance(other, voice, prosody, style, seed, format, sampleRateHz, markProducer, made);
    }

    /** The same with another seed. */
    public Utterance drawnFrom(int otherSeed) {
        return new Utterance(text, voice, prosody, style, otherSeed, format, sampleRateHz, markProducer, made);
    }

    /** The same of that tenant: a made voice may name its files, and no other's. */
    public Utterance of(UUID tenant) {
        return made == null
                ? this
                : new Utterance(text, voice, prosody, style, seed, format, sampleRateHz, markProducer, made.of(tenant));
    }

    /** What a voice must be able to do to speak it. */
    public Set<Skill> needs() {
        Set<Skill> needs = EnumSet.noneOf(Skill.class);
        needs.addAll(Markup.needs(Markup.read(text)));
        if (style.emotion() != Emotion.NONE) {
            needs.add(Skill.EMOTION);
        }
        if (!style.instructions().isEmpty()) {
            needs.add(Skill.INSTRUCTIONS);
        }
        return needs;
    }

    /** The engine's name: what stands before the slash of the voice, unless it is a made one. */
    public String engine() {
        return made == null ? voice.substring(0, voice.indexOf('/')) : made.engine();
    }

    /** The engine's own name of the voice: what stands behind the slash. That of a made one is its id. */
    public String nativeVoice() {
        return voice.substring(voice.indexOf('/') + 1);
    }

    /** What an engine must have loaded to speak it: the native voice, or the version of a made one. */
    public String voiceKey() {
        return made == null ? nativeVoice() : made.version();
    }

    /** The version of the voice where the engine has this build: for built-in voices the build itself. */
    public String voiceVersion(String engineBuild) {
        return made == null ? engineBuild : made.versionOn(engineBuild);
    }
}
