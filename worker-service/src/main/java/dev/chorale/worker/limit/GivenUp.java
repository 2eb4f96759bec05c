package dev.chorale.worker.limit;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Calls that we gave up. Most engines go on with them, so each keeps its place for as long as a call usually takes.
 * Counting is thread-safe and does not block; all else is one thread's at a time.
 */
final class GivenUp {
    private static final double LONGEST_NANOS = Duration.ofSeconds(30).toNanos();
    private static final double NEWEST = 0.125;

    private final Queue<Long> untilNanos = new ConcurrentLinkedQueue<>();
    private double usualNanos;

    /** A call that was not given up took so long. */
    void took(long nanos) {
        usualNanos += (nanos - usualNanos) * (usualNanos == 0 ? 1 : NEWEST);
    }

    /** @param sinceNanos when the engine began with what it goes on with */
    void add(long sinceNanos, long nowNanos) {
        untilNanos.removeIf(until -> until - nowNanos <= 0);
        long until = sinceNanos + (long) Math.min(LONGEST_NANOS, usualNanos);
        if (until - nowNanos > 0) {
            untilNanos.add(until);
        }
    }

    /** The engine is said to be busy with so many of them. */
    int count(long nowNanos) {
        return (int) untilNanos.stream().filter(until -> until - nowNanos > 0).count();
    }

    /** They ended with their process. */
    void clear() {
        untilNanos.clear();
    }
}
