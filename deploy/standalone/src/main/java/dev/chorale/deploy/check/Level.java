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
     * By Little's law: so many calls are there at any time, and each takes so long. A count over a window would depend on
     * what is cut off at its end.
     *
     * @param atOnce over all processes
     */
    static Level of(int concurrency, int atOnce, List<Call> calls) {
        double mean = calls.stream()
                .mapToDouble(call -> call.took().toNanos() / 1e9)
                .average()
                .orElse(0);
        List<Duration> audio = calls.stream()
                .flatMap(call -> call.pcm().stream())
                .map(Pcm::duration)
                .toList();
        double callsPerSecond = mean == 0 ? 0 : atOnce / mean;
        double share = calls.isEmpty() ? 0 : 1.0 / calls.size();
        return new Level(
                concurrency,
                calls.size(),
                errors(calls),
                hundredths(callsPerSecond * audio.size() * share),
                hundredths(callsPerSecond
                        * share
                        * audio.stream().mapToDouble(a -> a.toNanos() / 1e9).sum()),
                median(calls.stream().flatMap(c -> c.firstSound().stream()).toList())
                        .orElse(null),
                median(calls.stream().map(Call::took).toList()).orElse(0L));
    }

    private static Map<String, Long> errors(List<Call> calls) {
        return calls.stream()
                .flatMap(call -> call.failure().stream())
                .collect(Collectors.groupingBy(EngineFailure::code, TreeMap::new, Collectors.counting()));
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
