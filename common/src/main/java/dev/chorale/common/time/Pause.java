package dev.chorale.common.time;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Waiting on purpose: between tries and between beats. */
@FunctionalInterface
public interface Pause {
    /** Blocks for about this long. */
    void of(Duration length) throws InterruptedException;

    static Pause system() {
        return length -> TimeUnit.NANOSECONDS.sleep(length.toNanos());
    }
}
