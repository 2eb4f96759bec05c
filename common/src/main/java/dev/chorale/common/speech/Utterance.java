package dev.chorale.common.speech;

import java.util.Objects;

/**
 * Everything that a worker needs to speak: fixed at submit, equal for equal audio.
 *
 * @param text the normalised text, see {@link SpokenText}
 * @param voice the voice as callers name it: {@code <engine>/<native name>}
 * @param prosody speed, pitch and volume
 * @param seed 1..100,000,000; for engines that draw
 * @param format how the audio leaves
 * @param sampleRateHz one of {@link AudioFormat#sampleRatesHz()}
 * @param markProducer the producer named in the mark that the speech is synthetic; empty: no mark
 */
public record Utterance(
        String text,
        String voice,
        Prosody prosody,
        int seed,
        AudioFormat format,
        int sampleRateHz,
        String markProducer) {

    public Utterance {
        Objects.requireNonNull(prosody, "prosody");
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

    /** The engine's name: what stands before the slash of the voice. */
    public String engine() {
        return voice.substring(0, voice.indexOf('/'));
    }

    /** The engine's own name of the voice: what stands behind the slash. */
    public String nativeVoice() {
        return voice.substring(voice.indexOf('/') + 1);
    }
}
