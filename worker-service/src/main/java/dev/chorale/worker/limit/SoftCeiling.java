package dev.chorale.worker.limit;

/**
 * A ceiling that a brake has set, one below where it was met. What was met may pass: so it rises by one after some good
 * windows that touch it. Where the brake is met again just there, it takes twice as many the next time.
 */
final class SoftCeiling {
    private static final int WINDOWS = 4;
    private static final int MOST_WINDOWS = 64;

    private int calls = Standing.NONE;
    private boolean ofFailures;
    private int goodWindows;
    private int wantedWindows = WINDOWS;
    private int raisedTo;

    /** {@link Standing#NONE} if there is none. */
    int calls() {
        return calls;
    }

    /** Whether it was set because calls failed. */
    boolean isOfFailures() {
        return calls < Standing.NONE && ofFailures;
    }

    /** Too many calls failed at this limit, 2 or more. */
    void failedAt(int limit) {
        ofFailures = true;
        metAt(limit);
    }

    /** The memory was full at this limit, 2 or more. */
    void fullAt(int limit) {
        ofFailures = false;
        metAt(limit);
    }

    private void metAt(int limit) {
        wantedWindows = limit == raisedTo ? Math.min(MOST_WINDOWS, 2 * wantedWindows) : WINDOWS;
        calls = limit - 1;
        goodWindows = 0;
    }

    /** A window at this limit was good; true if the ceiling rose by that. */
    boolean rose(int limit) {
        if (calls == Standing.NONE || limit < calls || ++goodWindows < wantedWindows) {
            return false;
        }
        goodWindows = 0;
        calls++;
        raisedTo = calls;
        return true;
    }

    void lift() {
        calls = Standing.NONE;
    }
}
