package dev.chorale.deploy.soak;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * How long it took from the death of a worker to the end of each run that it held.
 *
 * @param alone while nothing else was wrong
 * @param amid while other things were: no bound, for they may be what is waited for
 * @param lease of the workers
 */
record Recoveries(List<Recovery> alone, List<Recovery> amid, Duration lease) {
    /** Until somebody has looked, and it was spoken. */
    private static final Duration BEYOND_THE_LEASE = Duration.ofSeconds(3);

    /**
     * A run's moments, in ms since its worker died.
     *
     * @param missedMs when the run was taken from it
     * @param takenMs when another worker began with it
     * @param endedMs when it had ended
     */
    record Recovery(long missedMs, long takenMs, long endedMs) {}

    Recoveries {
        alone = inOrder(alone);
        amid = inOrder(amid);
    }

    private static List<Recovery> inOrder(List<Recovery> recoveries) {
        return recoveries.stream()
                .sorted(Comparator.comparingLong(Recovery::endedMs))
                .toList();
    }

    /** Whether the median is what is promised; yes if no worker died alone. */
    boolean areInTime() {
        return alone.isEmpty() || median(alone, Recovery::endedMs) < bound().toMillis();
    }

    Duration bound() {
        return lease.plus(BEYOND_THE_LEASE);
    }

    /** A sentence about each kind of which there are some. */
    List<String> sentences() {
        return Stream.of(sentence("", alone), sentence(" amid other faults", amid))
                .filter(sentence -> !sentence.isEmpty())
                .toList();
    }

    private static String sentence(String when, List<Recovery> recoveries) {
        return recoveries.isEmpty()
                ? ""
                : String.format(
                        Locale.ROOT,
                        "from kill -9 of a worker%s to the end of what it held: median %d ms, most %d ms (%d runs);"
                                + " missed after %d ms, taken up %d ms later, and spoken in %d ms (medians)",
                        when,
                        median(recoveries, Recovery::endedMs),
                        recoveries.getLast().endedMs(),
                        recoveries.size(),
                        median(recoveries, Recovery::missedMs),
                        median(recoveries, run -> run.takenMs() - run.missedMs()),
                        median(recoveries, run -> run.endedMs() - run.takenMs()));
    }

    private static long median(List<Recovery> recoveries, ToLongFunction<Recovery> figure) {
        return recoveries.stream()
                .mapToLong(figure)
                .sorted()
                .skip(recoveries.size() / 2)
                .findFirst()
                .orElseThrow();
    }
}
