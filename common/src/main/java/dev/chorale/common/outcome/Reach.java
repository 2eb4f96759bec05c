package dev.chorale.common.outcome;

import dev.chorale.common.time.Monotonic;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Whether PostgreSQL has been in reach for so long that a lease which is over was its worker's to keep.
 *
 * <p>While PostgreSQL stands still (frozen, failing over, restarting, cut off), nobody can renew, and when it goes on
 * every lease may be over at once. Its own clock does not tell why. But a worker that lives says so within seconds: it
 * gives back what it held, uncharged, and registers anew. So whoever sweeps takes no run from anybody until that time has
 * passed. A worker that died says nothing, and its runs are taken then: whatever stood still meanwhile, no death is
 * excused. For one thread.
 */
public final class Reach {
    /** A question of one row, which takes milliseconds. Shorter than any pause that costs a worker of the usual lease its beats. */
    static final Duration PROMPT = Duration.ofSeconds(3);

    /** Two beats of a worker with the usual lease, and by far more of the tries that it makes while it gets no answer. */
    static final Duration STEADY = Duration.ofSeconds(10);

    private final Monotonic clock;
    private long sinceNanos;

    /** Nobody knows how it was before: it is not steady yet. */
    public Reach(Monotonic clock) {
        this.clock = clock;
        this.sinceNanos = clock.nanos();
    }

    /**
     * Asks PostgreSQL, and takes a late answer, or none, for an interruption.
     *
     * @param question that takes one row, whatever else is going on
     * @return its answer
     */
    public boolean ask(BooleanSupplier question) {
        long asked = clock.nanos();
        try {
            return question.getAsBoolean();
        } catch (RuntimeException e) {
            interrupted();
            throw e;
        } finally {
            if (clock.nanos() - asked > PROMPT.toNanos()) {
                interrupted();
            }
        }
    }

    /** PostgreSQL did not answer. */
    public void interrupted() {
        sinceNanos = clock.nanos();
    }

    public boolean isSteady() {
        return clock.nanos() - sinceNanos >= STEADY.toNanos();
    }
}
