package dev.chorale.worker.limit;

import java.time.Duration;
import java.time.Instant;

/**
 * What is kept of an engine process between two starts.
 *
 * @param start the number of calls at once that it was last found to do well
 * @param ceiling the most that may be tried since it died or had no room for more; {@link #NONE} if it never did
 * @param diedAt the calls in flight when it died, which the ceiling stays below; two more where it had no room for one more
 *     and lived on; 0 if neither ever happened
 * @param since when the ceiling was set or raised
 */
public record Standing(int start, int ceiling, int diedAt, Instant since) {
    /** The most calls that one process is ever given. */
    static final int NONE = 64;

    /** More than times lose in the store. */
    private static final Duration STEP = Duration.ofSeconds(1);

    private static final int FIRST = 4;
    private static final int MARGIN = 2;

    public Standing {
        if (start < 1 || ceiling < 1 || ceiling > NONE) {
            throw new IllegalArgumentException("standing: " + start + "/" + ceiling + " (expected 1.." + NONE + ")");
        }
    }

    /** Of a process that nobody has worked with. */
    static Standing unknown() {
        return new Standing(FIRST, NONE, 0, Instant.EPOCH);
    }

    Standing startingAt(int calls) {
        return new Standing(calls, ceiling, diedAt, since);
    }

    /** 0.6 of what it died of: where exactly the edge is, nobody knows, and it moves with the texts. */
    Standing diedAt(int calls, Instant now) {
        int lower = Math.min(ceiling, Math.max(1, calls * 6 / 10));
        return new Standing(Math.min(start, lower), lower, calls, later(now));
    }

    /** One less than it had no room for: it said so, and lives on. */
    Standing fullAt(int calls, Instant now) {
        int lower = Math.min(ceiling, Math.max(1, calls - 1));
        return new Standing(Math.min(start, lower), lower, calls + MARGIN, later(now));
    }

    /** The same after deaths at so many calls as it had borne before: as far as that the ceiling may rise again. */
    Standing killedAt(int calls, int borne, Instant now) {
        Standing fallen = diedAt(calls, now);
        return new Standing(fallen.start, fallen.ceiling, Math.max(calls, borne + MARGIN), fallen.since);
    }

    /** Whether the ceiling may be higher yet: up to two below what was deadly, or one, or none where that was very few. */
    boolean mayRise() {
        return ceiling < diedAt - Math.min(MARGIN, diedAt / 3);
    }

    Standing raised(Instant now) {
        return new Standing(start, ceiling + 1, diedAt, later(now));
    }

    /** Later than what it follows, whatever was done to the clock meanwhile: else that would come back from the store. */
    private Instant later(Instant now) {
        Instant next = since.plus(STEP);
        return now.isAfter(next) ? now : next;
    }
}
