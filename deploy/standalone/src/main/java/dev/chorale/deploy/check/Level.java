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
     * What was done is counted to the end of the last call: the server is busy nearly as long, however many wait. The
     * calls' own times would flatter a server in which most of them wait, while its queue fills.
     *
     * @param elapsed from the beginning to the end of the last call
     */
    static Level of(int concurrency, Duration elapsed, List<Turn> turns) {
        List<Turn> good = turns.stream().filter(turn -> turn.error().isEmpty()).toList();
        double perSecond = elapsed.isZero() ? 0 : 1 / seconds(elapsed);
        return new Level(
                concurrency,
                turns.size(),
                turns.stream()
                        .flatMap(turn -> turn.error().stream())
                        .collect(Collectors.groupingBy(code -> code, TreeMap::new, Collectors.counting())),
                hundredths(perSecond * good.size()),
                hundredths(perSecond
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
