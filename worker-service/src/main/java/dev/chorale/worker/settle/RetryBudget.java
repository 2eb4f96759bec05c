package dev.chorale.worker.settle;

import dev.chorale.common.time.Monotonic;
import jakarta.inject.Singleton;
import java.util.Arrays;

/**
 * Keeps retries from becoming the load: within a minute at most a tenth as many as first tries, or {@link #ALWAYS}. What
 * is over the budget waits longer, it is not dropped (Google SRE book, "Handling Overload": per-client retry budget).
 *
 * <p>Counts in one-second buckets of a monotonic clock. Thread-safe.
 */
@Singleton
final class RetryBudget {
    static final int ALWAYS = 20;

    private static final int SECONDS = 60;
    private static final int SHARE = 10;

    private final Monotonic clock;
    private final int[] firsts = new int[SECONDS];
    private final int[] retries = new int[SECONDS];
    private long newest;

    RetryBudget(Monotonic clock) {
        this.clock = clock;
        this.newest = second();
    }

    synchronized void firstTry() {
        firsts[bucket()]++;
    }

    /** @return whether a retry may follow the usual schedule; it is counted then */
    synchronized boolean take() {
        int bucket = bucket();
        int allowed = Math.max(ALWAYS, Arrays.stream(firsts).sum() / SHARE);
        if (Arrays.stream(retries).sum() >= allowed) {
            return false;
        }
        retries[bucket]++;
        return true;
    }

    private int bucket() {
        long now = second();
        for (long second = Math.max(newest + 1, now - SECONDS + 1); second <= now; second++) {
            firsts[(int) (second % SECONDS)] = 0;
            retries[(int) (second % SECONDS)] = 0;
        }
        newest = Math.max(newest, now);
        return (int) (now % SECONDS);
    }

    /** Never negative, whatever the clock began with. */
    private long second() {
        return (clock.nanos() >>> 1) / 500_000_000L;
    }
}
