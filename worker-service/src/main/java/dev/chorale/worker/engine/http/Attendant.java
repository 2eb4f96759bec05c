package dev.chorale.worker.engine.http;

import java.net.URI;
import java.time.Duration;

/**
 * Who looks after one engine process: says whether it may be called now, and hears how its calls fare. Thread-safe; no
 * method blocks.
 */
public interface Attendant {
    /** Whether a call may begin. */
    boolean isOpen();

    /**
     * A call begins.
     *
     * @param atMost how long it may take
     * @return false if it must not, because the process is being started anew; each true is followed by one {@link #end}
     */
    boolean begin(Duration atMost);

    /** A call has ended, however it did. */
    void end();

    /** How many times the process was started: what was known of it before the last time holds no more. */
    int starts();

    /** What the end of a call says of the process. */
    void saw(Sign sign);

    /** From now on a process that was started anew must pass this before it may be called. */
    void rehearseWith(Rehearsal rehearsal);

    /** Asks the process for a known word. */
    @FunctionalInterface
    interface Rehearsal {
        /** Blocks for so long at most; false if it did not speak the word by then. */
        boolean passes(Duration atMost) throws InterruptedException;
    }

    /** Finds the attendant of each process. */
    interface Maker {
        Attendant of(URI address);

        /** How long an engine may take for its first word. */
        Duration patience();
    }

    /** For processes that somebody else starts and ends: they may always be called, and have half a minute to come up. */
    static Maker nobody() {
        return new Maker() {
            @Override
            public Attendant of(URI address) {
                return none();
            }

            @Override
            public Duration patience() {
                return Duration.ofSeconds(30);
            }
        };
    }

    /** The attendant of such a process. */
    static Attendant none() {
        return new Attendant() {
            @Override
            public boolean isOpen() {
                return true;
            }

            @Override
            public boolean begin(Duration atMost) {
                return true;
            }

            @Override
            public void end() {}

            @Override
            public int starts() {
                return 0;
            }

            @Override
            public void saw(Sign sign) {}

            @Override
            public void rehearseWith(Rehearsal rehearsal) {}
        };
    }
}
