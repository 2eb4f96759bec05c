package dev.chorale.deploy.soak;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * How long it took from the death of a worker to the end of each run that it held.
 *
 * @param aloneMs while nothing else was wrong
 * @param amidMs while other things were: no bound, for they may be what is waited for
 * @param lease of the workers
 */
record Recoveries(List<Long> aloneMs, List<Long> amidMs, Duration lease) {
    /** Until somebody has looked, and it was spoken. */
    private static final Duration BEYOND_THE_LEASE = Duration.ofSeconds(3);

    Recoveries {
        aloneMs = aloneMs.stream().sorted().toList();
        amidMs = amidMs.stream().sorted().toList();
    }

    /** Whether the median is what is promised; yes if no worker died alone. */
    boolean areInTime() {
        return aloneMs.isEmpty() || median(aloneMs) < bound().toMillis();
    }

    Duration bound() {
        return lease.plus(BEYOND_THE_LEASE);
    }

    /** A sentence about each kind of which there are some. */
    List<String> sentences() {
        return List.of(sentence("", aloneMs), sentence(" amid other faults", amidMs)).stream()
                .filter(sentence -> !sentence.isEmpty())
                .toList();
    }

    private static String sentence(String when, List<Long> millis) {
        return millis.isEmpty()
                ? ""
                : String.format(
                        Locale.ROOT,
                        "from kill -9 of a worker%s to the end of what it held: median %d ms, most %d ms (%d runs)",
                        when,
                        median(millis),
                        millis.getLast(),
                        millis.size());
    }

    private static long median(List<Long> sorted) {
        return sorted.get(sorted.size() / 2);
    }
}
