package dev.chorale.worker.settle;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Full jitter: a wait drawn evenly from 0 to {@code min(most, first * 2^n)}. Of the simple schedules it spreads a
 * crowd of retries best (Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015).
 */
public record Backoff(Duration first, Duration most) {
    /** Between the tries of a run. */
    public static final Backoff OF_RUNS = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(60));

    /** Of a run that found no room. */
    static final Backoff OF_OVERLOAD = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(10));

    /** Of a run whose retry is one too many for now. */
    static final Backoff OVER_BUDGET = new Backoff(Duration.ofSeconds(30), Duration.ofSeconds(60));

    private static final int MOST_DOUBLINGS = 30;

    public Backoff {
        if (first.isNegative() || first.isZero() || most.compareTo(first) < 0) {
            throw new IllegalArgumentException("backoff: " + first + " to " + most + " (expected 0 < first <= most)");
        }
    }

    /** The longest wait before try {@code n + 1}, for {@code n} from 0. */
    public Duration atMost(int n) {
        Duration doubled = first.multipliedBy(1L << Math.clamp(n, 0, MOST_DOUBLINGS));
        return doubled.compareTo(most) < 0 ? doubled : most;
    }

    public Duration draw(int n, RandomGenerator random) {
        return Duration.ofNanos(random.nextLong(atMost(n).toNanos() + 1));
    }
}
