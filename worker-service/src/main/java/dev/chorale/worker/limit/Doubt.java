package dev.chorale.worker.limit;

/**
 * Whether calls that ended badly ended with their process. One alone does not tell: it did if none of those that were in
 * flight with it gets an answer. What began later belongs to another story.
 *
 * <p>A process that dies drops its connections. Behind a proxy, or where it hangs, there are errors of a gateway, answers
 * cut off and limits of time instead; since these have other causes too, at least half of all must end so. Not
 * thread-safe.
 */
final class Doubt {
    /** How a call ended that was in flight with others. */
    enum End {
        /** The process had not gone away by then. */
        ANSWERED,
        DROPPED,
        /** As a call ends whose process died somewhere behind. */
        TROUBLED,
        /** Given up, or never taken: nobody knows. */
        UNTOLD
    }

    /** What is known after it. */
    enum Finding {
        NOTHING,
        /** One dropped: the others tell whether it is a death. */
        DOUBT,
        /** Those that dropped failed by themselves. */
        ALIVE,
        DEAD,
        SEEMS_DEAD
    }

    private boolean open;
    private long sinceNanos;
    private int inFlight;
    private int ended;
    private int dropped;
    private int troubled;

    /** Calls in flight when it arose, those that had ended by then not counted. */
    int inFlight() {
        return inFlight;
    }

    /** Connections that dropped since. */
    int dropped() {
        return dropped;
    }

    /** @param flying calls in flight just before it ended, itself included */
    Finding ended(End end, long beganNanos, long nanos, int flying) {
        if (arises(end, beganNanos)) {
            open = true;
            sinceNanos = nanos;
            inFlight = flying;
            ended = 0;
            dropped = 0;
            troubled = 0;
        }
        return open && beganNanos - sinceNanos <= 0 ? counted(end) : Finding.NOTHING;
    }

    private boolean arises(End end, long beganNanos) {
        boolean isAnother = !open || beganNanos - sinceNanos > 0;
        return end == End.DROPPED && isAnother || end == End.TROUBLED && !open;
    }

    private Finding counted(End end) {
        ended++;
        dropped += end == End.DROPPED ? 1 : 0;
        troubled += end == End.TROUBLED ? 1 : 0;
        open = end != End.ANSWERED && ended < inFlight;
        if (end == End.ANSWERED) {
            return dropped > 0 ? Finding.ALIVE : Finding.NOTHING;
        }
        return open ? arisen(end) : verdict();
    }

    private Finding arisen(End end) {
        return end == End.DROPPED && dropped == 1 ? Finding.DOUBT : Finding.NOTHING;
    }

    private Finding verdict() {
        if (dropped > 0) {
            return Finding.DEAD;
        }
        return 2 * troubled >= inFlight && inFlight > 1 ? Finding.SEEMS_DEAD : Finding.NOTHING;
    }
}
