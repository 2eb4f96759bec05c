package dev.chorale.worker.claim;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Decides when a worker looks into PostgreSQL for work itself: only while Kafka is silent although it had credit.
 *
 * <p>Pure: time comes in as readings of a monotonic clock, in nanoseconds, and lengths of waits. Not thread-safe.
 *
 * <p>In health a wake-up arrives within milliseconds of its run, so a run that has waited for a second is one that
 * Kafka does not bring. Once such a run was found, Kafka counts as down and runs of any age are taken, until it speaks
 * again.
 */
final class PollGate {
    static final Duration EVERY = Duration.ofMillis(250);
    static final Duration SUSPICIOUS_AGE = Duration.ofSeconds(1);

    private static final Duration JITTER = Duration.ofMillis(50);

    private final Duration after;
    private final RandomGenerator random;
    private Duration silence = Duration.ZERO;
    private boolean kafkaIsDown;
    private boolean asked;
    private long nextNanos;

    /** @param after how long Kafka must be silent while it has credit */
    PollGate(Duration after, RandomGenerator random) {
        this.after = after;
        this.random = random;
    }

    /** A wake-up came, of whatever run. */
    void heard() {
        silence = Duration.ZERO;
        kafkaIsDown = false;
    }

    /** The consumer had credit for so long and brought nothing. */
    void silent(Duration length) {
        silence = silence.plus(length);
    }

    /** The consumer has just begun to join its group, which takes about that long: silence means nothing yet. */
    void joining(Duration length) {
        silence = length.negated();
    }

    /** The least age of the runs to ask for; nothing while it is not time to ask. */
    Optional<Duration> open(long nowNanos) {
        if (silence.compareTo(after) < 0 || (asked && nowNanos - nextNanos < 0)) {
            return Optional.empty();
        }
        return Optional.of(kafkaIsDown ? Duration.ZERO : SUSPICIOUS_AGE);
    }

    /** PostgreSQL was asked. Where it gave all that was asked for, more is waiting and there is no reason to pause. */
    void asked(long nowNanos, int wanted, int found) {
        asked = true;
        kafkaIsDown |= found > 0;
        nextNanos = found >= wanted ? nowNanos : nowNanos + pauseNanos();
    }

    private long pauseNanos() {
        return EVERY.toNanos() + random.nextLong(JITTER.toNanos());
    }
}
