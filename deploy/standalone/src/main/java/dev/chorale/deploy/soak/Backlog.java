package dev.chorale.deploy.soak;

import dev.chorale.common.time.Pause;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** How many runs wait or are spoken, as far as PostgreSQL says: while it does not, it may be any number. */
final class Backlog {
    private static final int HIGH = 200;
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
    private static final Duration TRUSTED = Duration.ofSeconds(3);

    private final Ledger ledger;
    private volatile long runs;
    private volatile long seenNanos = System.nanoTime();

    Backlog(Ledger ledger) {
        this.ledger = ledger;
    }

    /** Looks again and again; blocks. */
    void watchWhile(BooleanSupplier goOn) {
        try {
            while (goOn.getAsBoolean()) {
                runs = ledger.count("run WHERE finished_at IS NULL");
                seenNanos = System.nanoTime();
                Pause.system().of(BETWEEN_LOOKS);
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether callers had better want nothing new. */
    boolean isHigh() {
        return runs > HIGH || System.nanoTime() - seenNanos > TRUSTED.toNanos();
    }
}
