package dev.chorale.deploy.soak;

import dev.chorale.common.time.Pause;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * How many new lines a second this machine can bear beside everything else: a little more with each second in which not much
 * waits to be spoken, half as many after one in which much does.
 */
final class Backlog {
    /** Twice what the workers of an installation of ours speak at once. */
    private static final int HIGH = 32;

    private static final double FIRST_PACE = 8;
    private static final double SLOWEST_PACE = 5;
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
    private static final Duration TRUSTED = Duration.ofSeconds(3);

    private final Ledger ledger;
    private double pace = FIRST_PACE;
    private double left = FIRST_PACE;
    private long seenNanos = System.nanoTime();

    Backlog(Ledger ledger) {
        this.ledger = ledger;
    }

    /** Looks again and again; blocks. */
    void watchWhile(BooleanSupplier goOn) {
        try {
            while (goOn.getAsBoolean()) {
                seen(ledger.count("run WHERE finished_at IS NULL"));
                Pause.system().of(BETWEEN_LOOKS);
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    /** @param runs that have not ended; told once a second */
    synchronized void seen(long runs) {
        pace = runs > HIGH ? Math.max(SLOWEST_PACE, pace / 2) : pace + 1;
        left = pace;
        seenNanos = System.nanoTime();
    }

    /** Whether one more new line may be wanted now. */
    synchronized boolean admits() {
        if (left < 1 || System.nanoTime() - seenNanos > TRUSTED.toNanos()) {
            return false;
        }
        left--;
        return true;
    }
}
