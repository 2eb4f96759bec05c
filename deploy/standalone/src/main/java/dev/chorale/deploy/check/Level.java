package dev.chorale.deploy.check;

import dev.chorale.worker.engine.EngineFailure;
import dev.chorale.worker.engine.Pcm;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What so many calls at once were like.
 *
 * @param concurrency calls at once, of each process
 * @param calls that were finished
 * @param errors of them, by code
 * @param perSecond calls that succeeded
 * @param audioSecondsPerSecond the audio of those
 * @param firstSoundMs the median; absent where none was seen
 * @param tookMs the median
 */
record Level(
        int concurrency,
        int calls,
        Map<String, Long> errors,
        double perSecond,
        double audioSecondsPerSecond,
        @Nullable Long firstSoundMs,
        long tookMs) {
    private static final double MOST_FAILED = 0.5;

    /**
     * A call, without its audio: there may be hundreds.
     *
     * @param error a failure's code, also of audio that cannot be its text; empty if there is none
     */
    record Turn(Duration took, Optional<Duration> firstSound, Duration audio, Optional<String> error) {
        static Turn of(Call call, int expectedRateHz) {
            Optional<String> implausible = Optional.of(EngineFailure.IMPLAUSIBLE_AUDIO);
            return new Turn(
                    call.took(),
                    call.firstSound(),
                    call.pcm().map(Pcm::duration).orElse(Duration.ZERO),
                    call.isPlausible(expectedRateHz)
                            ? Optional.empty()
                            : call.failure().map(EngineFailure::code).or(() -> implausible));
        }
    }

    /**
     * By Little's law: so many calls are there at any time, and each takes so long. A count over a window would depend on
     * what is cut off at its end.
     *
     * @param atOnce over all processes
     */
    static Level of(int concurrency, int atOnce, List<Turn> turns) {
        double mean = turns.stream()
                .mapToDouble(turn -> seconds(turn.took()))
                .average()
                .orElse(0);
        List<Turn> good = turns.stream().filter(turn -> turn.error().isEmpty()).toList();
        double share = mean == 0 ? 0 : atOnce / mean / turns.size();
        return new Level(
                concurrency,
                turns.size(),
                turns.stream()
                        .flatMap(turn -> turn.error().stream())
                        .collect(Collectors.groupingBy(code -> code, TreeMap::new, Collectors.counting())),
                hundredths(share * good.size()),
                hundredths(share
                        * good.stream()
                                .mapToDouble(turn -> seconds(turn.audio()))
                                .sum()),
                median(good.stream().flatMap(turn -> turn.firstSound().stream()).toList())
                        .orElse(null),
                median(turns.stream().map(Turn::took).toList()).orElse(0L));
    }

    private static double seconds(Duration length) {
        return length.toNanos() / 1e9;
    }

    private static Optional<Long> median(List<Duration> durations) {
        List<Duration> sorted = durations.stream().sorted().toList();
        return sorted.isEmpty()
                ? Optional.empty()
                : Optional.of(sorted.get(sorted.size() / 2).toMillis());
    }

    private static double hundredths(double value) {
        return Math.round(value * 100) / 100.0;
    }

    boolean isClean() {
        return calls > 0 && errors.isEmpty();
    }

    /** Whether more at once would only do harm. */
    boolean isTooMuch() {
        return errors.values().stream().mapToLong(n -> n).sum() > MOST_FAILED * calls
                || errors.containsKey(EngineFailure.ENGINE_CRASHED)
                || errors.containsKey(EngineFailure.ENGINE_OUT_OF_MEMORY)
                || errors.containsKey(EngineFailure.ENGINE_UNAVAILABLE);
    }

    String told() {
        String sound =
                firstSoundMs == null ? "" : ", first sound after " + Wording.seconds(Duration.ofMillis(firstSoundMs));
        return String.format(
                Locale.ROOT,
                "%d at once: %.2f calls/s, %.1f s of audio a second%s, whole after %s, %d calls, %s",
                concurrency,
                perSecond,
                audioSecondsPerSecond,
                sound,
                Wording.seconds(Duration.ofMillis(tookMs)),
                calls,
                errors.isEmpty() ? "no errors" : "errors: " + errors);
    }
}
