package dev.chorale.worker.claim;

import dev.chorale.worker.settle.Backoff;
import dev.chorale.worker.settle.Outcome;
import dev.chorale.worker.settle.Outcome.Cause;
import dev.chorale.worker.settle.Outcome.Trouble;
import java.time.Duration;

/**
 * How long no run is brought for an engine that turned several in a row away, because it is not there or this worker
 * cannot write: they would go round between the queue and here as fast as the database bears.
 *
 * <p>Time comes in as readings of a monotonic clock, in nanoseconds. May be used by several threads at once.
 */
final class Respite {
    /** An engine that is merely full turns some away between those that it speaks. */
    private static final int IN_A_ROW = 4;

    private static final Backoff PAUSES = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5));

    private int turnedAway;
    private long untilNanos;

    synchronized void ended(Outcome outcome, long nowNanos) {
        boolean away = outcome instanceof Trouble trouble && trouble.cause() == Cause.OVERLOADED;
        turnedAway = away ? turnedAway + 1 : 0;
        untilNanos = nowNanos + PAUSES.atMost(turnedAway - IN_A_ROW).toNanos();
    }

    synchronized boolean isOver(long nowNanos) {
        return turnedAway < IN_A_ROW || nowNanos - untilNanos >= 0;
    }
}
