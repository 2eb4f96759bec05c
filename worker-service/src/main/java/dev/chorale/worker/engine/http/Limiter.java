package dev.chorale.worker.engine.http;

import java.net.URI;

/** How many calls one engine process takes at once. Thread-safe. */
public interface Limiter {
    /** 0 or more: may change from call to call, and fall below the calls that are in flight. Does not block. */
    int limit();

    /** The limit never goes beyond. */
    int most();

    /**
     * A call begins; one {@link #ended} or {@link #aborted} follows. May block while something is kept.
     *
     * @return when it began, by a clock that only goes forward
     */
    long begin();

    /** A call has ended by itself. May block while something is kept. */
    void ended(long beganNanos, Answer answer);

    /** A call was given up: how it would have ended, nobody knows, and the process may go on with it. May block too. */
    void aborted(long beganNanos);

    /** The audio of a call that ended with some cannot be its text. May block too. */
    void disbelieved(long beganNanos);

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
            public long begin() {
                return 0;
            }

            @Override
            public void ended(long beganNanos, Answer answer) {}

            @Override
            public void aborted(long beganNanos) {}

            @Override
            public void disbelieved(long beganNanos) {}
        };
    }
}
