package dev.chorale.worker.speak;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What one utterance has cost so far. Used by all threads that speak its segments. */
final class Tally {
    /** Repeats that any text may have; a long one may have a {@link #SHARE} of its segments. */
    private static final int ALWAYS = 10;

    private static final int SHARE = 10;

    private final int segments;
    private final AtomicLong engineNanos = new AtomicLong();
    private final AtomicInteger engineCalls = new AtomicInteger();
    private final AtomicInteger repeats = new AtomicInteger();

    Tally(int segments) {
        this.segments = segments;
    }

    void called() {
        engineCalls.incrementAndGet();
    }

    void worked(long nanos) {
        engineNanos.addAndGet(nanos);
    }

    /** @return whether a call that failed may be made again here; it is counted then */
    boolean takeRepeat() {
        return segments > 1 && repeats.incrementAndGet() <= Math.max(ALWAYS, segments / SHARE);
    }

    int engineCalls() {
        return engineCalls.get();
    }

    /** Of all calls together, also where several were made at once. */
    long engineMs() {
        return engineNanos.get() / 1_000_000;
    }
}
