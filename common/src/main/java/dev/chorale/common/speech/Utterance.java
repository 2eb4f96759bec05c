package dev.chorale.common.speech;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;

/**
 * Everything that a worker needs to speak: fixed at submit, equal for equal audio.
 *
 * @param text the normalised text, see {@link SpokenText}, with markup as {@link Markup#write} spells it
 * @param voice the voice as callers name it: {@code <engine>/<native name>}
 * @param prosody speed, pitch and volume
 * @param style emotion and instructions
 * @param seed 1..100,000,000; for engines that draw
 * @param format how the audio leaves
 * @param sampleRateHz one of {@link AudioFormat#sampleRatesHz()}
 * @param markProducer the producer named in the mark that the speech is synthetic; empty: no mark
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
        String markProducer) {

    public Utterance {
        Objects.requireNonNull(prosody, "prosody");
        Objects.requireNonNull(style, "style");
        Objects.requireNonNull(markProducer, "markProducer");
        if (text.isEmpty()) {
            throw new IllegalArgumentException("text: empty (expected something to speak)");
        }
        if (seed < 1 || seed > 100_000_000) {
            throw new IllegalArgumentException("seed: " + seed + " (expected 1..100000000)");
        }
        if (!format.sampleRatesHz().contains(sampleRateHz)) {
            throw new IllegalArgumentException("sampleRateHz: " + sampleRateHz + " (expected one of "
                    + format.sampleRatesHz() + " for " + format.wireName() + ")");
        }
    }

    /** In the voice's own style. */
    public Utterance(
            String text,
            String voice,
            Prosody prosody,
            int seed,
            AudioFormat format,
            int sampleRateHz,
            String markProducer) {
        this(text, voice, prosody, Style.NONE, seed, format, sampleRateHz, markProducer);
    }

    /** The same of another text. */
    public Utterance saying(String other) {
        return new Utterance(other, voice, prosody, style, seed, format, sampleRateHz, markProducer);
    }

    /** The same with another seed. */
    public Utterance drawnFrom(int otherSeed) {
        return new Utterance(text, voice, prosody, style, otherSeed, format, sampleRateHz, markProducer);
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

    /** The engine's name: what stands before the slash of the voice. */
    public String engine() {
        return voice.substring(0, voice.indexOf('/'));
    }

    /** The engine's own name of the voice: what stands behind the slash. */
    public String nativeVoice() {
        return voice.substring(voice.indexOf('/') + 1);
    }
}
