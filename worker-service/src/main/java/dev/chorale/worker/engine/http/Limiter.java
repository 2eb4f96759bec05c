package dev.chorale.worker.engine.http;

import java.net.URI;

/** How many calls one engine process takes at once. Thread-safe. */
public interface Limiter {
    /** 0 or more: may change from call to call, and fall below the calls that are in flight. */
    int limit();

    /** The limit never goes beyond. */
    int most();

    /**
     * A call has ended by itself; aborted ones are not told. May block while something is kept.
     *
     * @param beganNanos by the clock that only goes forward
     * @param inFlight calls of the process, this one included
     */
    void ended(long beganNanos, int inFlight, Answer answer);

    /** Makes the limiter of each process. */
    @FunctionalInterface
    interface Maker {
        /** @param first calls at once for a process that nobody knows yet */
        Limiter of(URI address, int first);
    }

    /** What the operator says, or a server that is known to bear no more. */
    static Limiter fixed(int calls) {
        return new Limiter() {
            @Override
            public int limit() {
                return calls;
            }

            @Override
            public int most() {
                return calls;
            }

            @Override
            public void ended(long beganNanos, int inFlight, Answer answer) {}
        };
    }
}
