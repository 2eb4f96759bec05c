package dev.chorale.worker.sim;

/** What may go wrong, and the most often it does, as a share of the moments at which it can. */
public enum Fault {
    /** The request never arrives. */
    REQUEST_LOST(0.03),
    /** It is committed, but the caller learns nothing. */
    ANSWER_LOST(0.05),
    /** The caller learns nothing, and it is committed seconds later. */
    COMMITTED_LATE(0.03),
    /** PostgreSQL ends the transaction to break a deadlock. */
    DEADLOCK(0.05),
    /** PostgreSQL answers that it will not do that, as a standby does. */
    REFUSED(0.01),
    /** The process dies before its request is sent. */
    CRASH_BEFORE(0.008),
    /** The process dies when its request is committed. */
    CRASH_AFTER(0.008),
    /** The process is stopped for longer than its lease, and sends its request then. */
    FREEZE_BEFORE(0.006),
    /** The process is stopped when its request is committed. */
    FREEZE_AFTER(0.006),
    /** The process can't reach PostgreSQL for a while. */
    CUT_OFF(0.01),
    /** The object store fails for a call. */
    STORE_FAILS(0.2),
    /** The object store fails for so long that the patience ends. */
    STORE_AWAY(0.02),
    WAKE_UP_LOST(0.4),
    WAKE_UP_DOUBLED(0.3),
    /** Seconds late, and so behind others. */
    WAKE_UP_LATE(0.3),
    /** The engine fails in a way that another try may mend. */
    ENGINE_PASSING(0.7),
    /** The engine refuses for good. */
    ENGINE_LASTING(0.05),
    ENGINE_OVERLOADED(0.4),
    /** The engine's process dies with all that it speaks. */
    ENGINE_CRASH(0.05),
    /** Our own code throws. */
    BUG(0.05);

    private final double mostOften;

    Fault(double mostOften) {
        this.mostOften = mostOften;
    }

    double mostOften() {
        return mostOften;
    }
}
