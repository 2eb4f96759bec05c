package dev.chorale.api.webhook;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** When a failed delivery is tried again: ten attempts over three days, each wait with ±20 % jitter. */
@ApplicationScoped
public class RetrySchedule {
    private static final double JITTER = 0.2;
    private static final Duration LONGEST = Duration.ofHours(24);
    /** The wait before the second attempt, the third …; the first is made at once. */
    private static final List<Duration> WAITS = List.of(
            Duration.ofSeconds(5),
            Duration.ofMinutes(5),
            Duration.ofMinutes(30),
            Duration.ofHours(2),
            Duration.ofHours(5),
            Duration.ofHours(10),
            Duration.ofHours(14),
            Duration.ofHours(20),
            Duration.ofHours(24));

    private final RandomGenerator random;

    public RetrySchedule(RandomGenerator random) {
        this.random = random;
    }

    /**
     * @param attempts how many were made
     * @param retryAfter what the receiver asked for: never sooner, at most a day
     * @return the wait before the next attempt; nothing after the last
     */
    Optional<Duration> waitAfter(int attempts, Optional<Duration> retryAfter) {
        if (attempts > WAITS.size()) {
            return Optional.empty();
        }
        Duration wait = jittered(WAITS.get(Math.max(attempts, 1) - 1));
        Duration asked =
                retryAfter.filter(d -> d.compareTo(LONGEST) < 0).orElse(retryAfter.isEmpty() ? Duration.ZERO : LONGEST);
        return Optional.of(wait.compareTo(asked) < 0 ? asked : wait);
    }

    private Duration jittered(Duration wait) {
        double factor = 1 - JITTER + 2 * JITTER * random.nextDouble();
        return Duration.ofMillis(Math.round(wait.toMillis() * factor));
    }
}
