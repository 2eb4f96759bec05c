package dev.chorale.common.db;

import dev.chorale.common.time.Monotonic;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Jdbi;

/**
 * The time of PostgreSQL, carried on by a clock that nobody sets: deadlines, ids and the ages of objects mean the same to every
 * process, whatever its machine's clock says. PostgreSQL is asked again every ten seconds, beside the callers; until its first
 * answer this machine's clock must do.
 */
public final class DatabaseClock implements InstantSource {
    private static final Logger LOG = Logger.getLogger(DatabaseClock.class);
    private static final Duration HOLDS = Duration.ofSeconds(10);
    /** The answer is wrong by half of that at the most. */
    private static final Duration PROMPT = Duration.ofSeconds(1);

    /** What no log of two machines can be compared with; S3 refuses requests from fifteen minutes on. */
    private static final Duration TOLD = Duration.ofSeconds(5);

    private final Jdbi jdbi;
    private final Monotonic clock;
    private final InstantSource machine;
    private final AtomicBoolean asking = new AtomicBoolean();
    private volatile Reading reading;
    private boolean told;

    /** @param wanted when PostgreSQL shall be asked again, answer or not */
    private record Reading(Instant at, long nanos, long wanted, Duration machineIsAhead) {}

    public DatabaseClock(Jdbi jdbi, Monotonic clock, InstantSource machine) {
        this.jdbi = jdbi;
        this.clock = clock;
        this.machine = machine;
        long now = clock.nanos();
        this.reading = new Reading(machine.instant(), now, now, Duration.ZERO);
    }

    @Override
    public Instant instant() {
        Reading last = reading;
        long now = clock.nanos();
        if (now - last.wanted >= 0 && asking.compareAndSet(false, true)) {
            var unused = Thread.ofVirtual().name("database-clock").start(this::askOnce);
        }
        return last.at.plusNanos(now - last.nanos);
    }

    /** By how much this machine's clock was ahead of PostgreSQL's when that was last asked; negative if it was behind. */
    public Duration machineIsAhead() {
        return reading.machineIsAhead;
    }

    private void askOnce() {
        try {
            ask();
        } catch (RuntimeException e) {
            Database.tell(LOG, "the time of PostgreSQL is not known", e);
        } finally {
            Reading last = reading;
            reading = new Reading(last.at, last.nanos, clock.nanos() + HOLDS.toNanos(), last.machineIsAhead);
            asking.set(false);
        }
    }

    void ask() {
        long sent = clock.nanos();
        Instant theirs = jdbi.withHandle(h -> h.createQuery("SELECT clock_timestamp()")
                .mapTo(OffsetDateTime.class)
                .one()
                .toInstant());
        long answered = clock.nanos();
        if (answered - sent > PROMPT.toNanos()) {
            return;
        }
        Instant now = theirs.plusNanos((answered - sent) / 2);
        reading = new Reading(now, answered, answered + HOLDS.toNanos(), Duration.between(now, machine.instant()));
        tell(reading.machineIsAhead);
    }

    private void tell(Duration ahead) {
        boolean wrong = ahead.abs().compareTo(TOLD) > 0;
        if (wrong && !told) {
            LOG.warnf(
                    "this machine's clock is %s PostgreSQL's by %s: synchronise it, the object store refuses a clock that is far off",
                    ahead.isNegative() ? "behind" : "ahead of", ahead.abs());
        } else if (told && !wrong) {
            LOG.info("this machine's clock is right again");
        }
        told = wrong;
    }
}
