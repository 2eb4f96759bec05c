package dev.chorale.deploy.check;

import dev.chorale.worker.engine.EngineCard;
import dev.chorale.worker.engine.EngineVoice;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What an engine says of itself, and what its first words tell.
 *
 * @param openedMs from the first connection to a word spoken
 * @param voices each with its language
 * @param maxInput the longest text that a worker sends in one call, in characters
 */
record Reached(
        String kind,
        List<String> urls,
        String build,
        long openedMs,
        List<VoiceOf> voices,
        int sampleRateHz,
        int maxInput)
        implements Finding {
    private static final int MOST_NAMED = 12;

    /** @param language a BCP 47 tag, {@code und} where nobody said */
    record VoiceOf(String name, String language) {}

    static Reached of(EngineCard card, List<String> urls, Duration opened) {
        return new Reached(
                card.kind(),
                urls,
                card.build(),
                opened.toMillis(),
                card.voices().stream().map(Reached::voice).toList(),
                card.sampleRateHz(),
                card.maxSegmentCodePoints());
    }

    private static VoiceOf voice(EngineVoice voice) {
        return new VoiceOf(voice.nativeName(), voice.language());
    }

    @Override
    public List<String> told() {
        String where = urls.isEmpty() ? "" : " at " + String.join(", ", urls);
        String named = voices.stream()
                .limit(MOST_NAMED)
                .map(voice -> voice.name() + " (" + voice.language() + ")")
                .collect(Collectors.joining(", "));
        String more = voices.size() > MOST_NAMED ? " and " + (voices.size() - MOST_NAMED) + " more" : "";
        return List.of(
                build + where + ", spoke after " + Wording.seconds(Duration.ofMillis(openedMs)),
                "sample rate " + sampleRateHz + " Hz",
                "voices: " + named + more);
    }
}
