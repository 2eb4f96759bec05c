package dev.chorale.worker.engine;

import java.util.List;
import java.util.Optional;

/**
 * What an engine says of itself.
 *
 * @param name the engine's name in voices: {@code espeak} in {@code espeak/en-us}
 * @param kind the adapter that speaks for it
 * @param build program and version; another build may sound different: {@code espeak-ng 1.51}
 * @param voices every voice that the engine speaks with, each native name once
 * @param maxSegmentCodePoints the longest text of one call; markup counts about as the letters that it stands for
 * @param sampleRateHz the rate of all its audio
 * @param maxConcurrency the most calls that may ever run at once
 */
public record EngineCard(
        String name,
        String kind,
        String build,
        List<EngineVoice> voices,
        int maxSegmentCodePoints,
        int sampleRateHz,
        int maxConcurrency) {

    public EngineCard {
        voices = List.copyOf(voices);
        positive("maxSegmentCodePoints", maxSegmentCodePoints);
        positive("sampleRateHz", sampleRateHz);
        positive("maxConcurrency", maxConcurrency);
    }

    /** The voice of that native name. */
    public Optional<EngineVoice> voice(String nativeName) {
        return voices.stream().filter(v -> v.nativeName().equals(nativeName)).findFirst();
    }

    private static void positive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + ": " + value + " (expected 1 or more)");
        }
    }
}
