package dev.chorale.worker.speak;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What one utterance has cost so far. Used by all threads that speak its segments. */
final class Tally {
    /** Repeats that any text may have; a long one may have a {@link #SHARE} of its segments. */
    private static final int ALWAYS = 10;

    private static final int SHARE = 10;

    private final int segments;
    private final int singly;
    private final AtomicLong engineNanos = new AtomicLong();
    private final AtomicInteger engineCalls = new AtomicInteger();
    private final AtomicInteger repeats = new AtomicInteger();

    /** @param singly calls that are made one after the other at first */
    Tally(int segments, int singly) {
        this.segments = segments;
        this.singly = singly;
    }

    /** How many calls may be made at once, where so many are the most. */
    int atOnce(int most) {
        return engineCalls.get() < singly ? 1 : most;
    }

    /** Whether no two calls were made at once so far, because they were not to be. */
    boolean isSingle() {
        return engineCalls.get() <= singly;
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
