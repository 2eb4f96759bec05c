package dev.chorale.worker.speak;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.chorale.common.speech.Style;
import dev.chorale.worker.engine.EngineCard;
import dev.chorale.worker.engine.Segment;
import dev.chorale.worker.speak.AudioCheck.Fault;
import dev.chorale.worker.speak.AudioCheck.Verdict;
import dev.chorale.worker.speak.AudioCheck.Verdict.Plausible;
import dev.chorale.worker.speak.ExpectedLength.Letters;
import java.lang.Character.UnicodeScript;
import java.time.Duration;
import java.util.ArrayDeque;

/**
 * How fast each voice speaks, learned from what it spoke: an engine that is out of memory may end half-way and call it
 * whole, and only the voice itself tells how long the whole would be.
 *
 * <p>A rate is the time in which a voice sounds, at its own speed, over the usual time of the letters; it is held against
 * the lowest eighth of what the voice had, for texts of many pauses or spelled words are slow and none is much quicker than
 * the others. Measured with espeak-ng on 1,500 sentences each of six languages: whole ones stay above 0.73 of their median,
 * the lowest eighth is 0.85 to 0.93 of it, and 96 of 100 halves are refused. A voice is judged once {@link #ENOUGH} texts are
 * known, and forgotten when nothing was accepted for a while, so that one that has really changed is learned anew. May be used
 * by several threads at once.
 */
final class SpeakingRates {
    private static final double SHORTEST_SECONDS = 1.5;
    private static final double LEAST_SHARE = 0.75;
    /** Spoken twice as short, it is more likely the voice than the engine: only what can't be the whole is refused then. */
    private static final double LEAST_SHARE_AGAIN = 0.65;

    private static final int ENOUGH = 8;
    private static final int REMEMBERED = 31;
    /** 10,000 voices, or fewer with long instructions. */
    private static final int MOST_WEIGHT = 1_000_000;

    private static final int WEIGHT = 100;
    private static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(10);

    private final Cache<Manner, Rates> known;

    /** What has a rate of its own. */
    private record Manner(String engine, String build, String voice, Style style, UnicodeScript script) {}

    SpeakingRates(Ticker clock) {
        this.known = Caffeine.newBuilder()
                .maximumWeight(MOST_WEIGHT)
                .weigher((Manner manner, Rates _) ->
                        WEIGHT + manner.style.instructions().length())
                .expireAfterWrite(FORGOTTEN_AFTER)
                .ticker(clock)
                .build();
    }

    /**
     * Judges audio that is plausible otherwise, and learns from it.
     *
     * @param again whether another take was {@link AudioCheck.Fault#TOO_QUICK} before
     */
    Verdict judge(Segment segment, EngineCard engine, Plausible audio, boolean again) {
        Letters letters = ExpectedLength.letters(segment.words());
        if (letters.seconds() < SHORTEST_SECONDS) {
            return audio;
        }
        var manner = new Manner(engine.name(), engine.build(), segment.voiceKey(), segment.style(), letters.script());
        double seconds = audio.loudSeconds();
        double rate = seconds * segment.prosody().speedPercent() / 100 / letters.seconds();
        Rates rates = known.get(manner, _ -> new Rates());
        double usual = rates.usual();
        if (rate < usual * (again ? LEAST_SHARE_AGAIN : LEAST_SHARE)) {
            return AudioCheck.fault(
                    Fault.TOO_QUICK,
                    "%.2f s of sound (this voice takes about %.2f for it)",
                    seconds,
                    seconds * usual / rate);
        }
        if (letters.alone()) {
            rates.add(rate);
            known.put(manner, rates);
        }
        return audio;
    }

    private static final class Rates {
        private final ArrayDeque<Double> last = new ArrayDeque<>();

        synchronized void add(double rate) {
            last.addLast(rate);
            if (last.size() > REMEMBERED) {
                last.removeFirst();
            }
        }

        /** The lowest eighth; 0 while too little is known. */
        synchronized double usual() {
            return last.size() < ENOUGH
                    ? 0
                    : last.stream()
                            .mapToDouble(Double::doubleValue)
                            .sorted()
                            .skip(last.size() / ENOUGH)
                            .findFirst()
                            .orElseThrow();
        }
    }
}
