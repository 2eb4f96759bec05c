package dev.chorale.worker.claim;

import java.time.Duration;
import java.util.List;

/**
 * Whether more waits for an engine than it takes. Then the order in which wake-ups come is the order of a crowd, and one
 * says that something waits, not what. Pure: time comes in as readings of a monotonic clock. Not thread-safe.
 */
final class Backlog {
    /** In health a run is claimed within milliseconds. */
    private static final Duration LONG = Duration.ofSeconds(1);

    /** Beside a crowd of one tenant's, claims of the others' are fresh. */
    private static final Duration HOLDS = Duration.ofSeconds(2);

    private boolean met;
    private long untilNanos;

    void claimed(List<Claimed> runs, long nowNanos) {
        if (runs.stream().anyMatch(run -> run.waited().compareTo(LONG) > 0)) {
            met = true;
            untilNanos = nowNanos + HOLDS.toNanos();
        }
    }

    boolean isThere(long nowNanos) {
        return met && nowNanos - untilNanos < 0;
    }
}
