package dev.chorale.worker.engine;

import dev.chorale.common.speech.MadeVoice;
import dev.chorale.common.speech.Prosody;
import org.jspecify.annotations.Nullable;

/**
 * What an engine speaks in one call.
 *
 * @param text normalised, no longer than {@link EngineCard#maxSegmentCodePoints()}
 * @param nativeVoice one of the card's voices; of a made voice its id
 * @param prosody speed, pitch and volume, all applied by the engine's adapter
 * @param seed 1..100,000,000, for engines that draw; the same seed gives the same audio
 * @param made what a made voice consists of; null for one of the card's
 */
public record Segment(
        String text,
        String nativeVoice,
        Prosody prosody,
        int seed,
        @Nullable MadeVoice made) {
    /** In one of the card's voices. */
    public Segment(String text, String nativeVoice, Prosody prosody, int seed) {
        this(text, nativeVoice, prosody, seed, null);
    }
}
