package dev.chorale.worker.limit;

import java.time.Duration;
import java.time.Instant;

/**
 * Which deaths of a process are the load's, and what ceiling follows from them. With as many calls as were borne it is a
 * text's or somebody's hand, unless it is the third such death within an hour; with few of the calls that were allowed, or
 * one, it always is. Not thread-safe.
 */
final class Deaths {
    private static final Duration AN_HOUR = Duration.ofHours(1);

    private final Borne borne;
    private Instant last = Instant.MIN;
    private Instant lastButOne = Instant.MIN;

    Deaths(Borne borne) {
        this.borne = borne;
    }

    /**
     * Where the process stands after another one.
     *
     * @param calls in flight when it died
     * @param limit calls that were allowed
     * @return as before, where the load was not to blame
     */
    Standing after(int calls, int limit, Standing before, Instant now) {
        int inFlight = Math.min(calls, Standing.NONE);
        if (inFlight <= 1 || inFlight < Knee.BUSY * limit) {
            return before;
        }
        if (inFlight > borne.most()) {
            return fallen(before.diedAt(inFlight, now));
        }
        return isThirdWithinAnHour(now) ? fallen(before.killedAt(inFlight, borne.most(), now)) : before;
    }

    /** The same after it said, of more calls than it ever bore, that its memory is full. */
    Standing afterFull(int calls, int limit, Standing before, Instant now) {
        int inFlight = Math.min(calls, Standing.NONE);
        boolean isOfTheLoad = inFlight > 1 && inFlight >= Knee.BUSY * limit && inFlight > borne.most();
        return isOfTheLoad ? fallen(before.fullAt(inFlight, now)) : before;
    }

    private boolean isThirdWithinAnHour(Instant now) {
        boolean isThird = !lastButOne.isBefore(now.minus(AN_HOUR));
        lastButOne = last;
        last = now;
        return isThird;
    }

    private Standing fallen(Standing lower) {
        borne.forgetAbove(lower.ceiling());
        last = Instant.MIN;
        lastButOne = Instant.MIN;
        return lower;
    }
}
