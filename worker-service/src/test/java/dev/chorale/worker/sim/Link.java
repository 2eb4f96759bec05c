package dev.chorale.worker.sim;

import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jdbi.v3.core.ConnectionException;

/** The way from a process to what keeps its data. Whatever can happen to a call on such a way happens here. */
public final class Link {
    private static final Duration LATENCY = Duration.ofMillis(20);
    private static final Duration LATE = Duration.ofSeconds(4);
    private static final Duration LEAST_FREEZE = Duration.ofSeconds(1);
    private static final Duration MOST_FREEZE = Duration.ofSeconds(12);
    private static final Duration MOST_CUT_OFF = Duration.ofSeconds(20);
    private static final String CONNECTION_FAILURE = "08006";
    private static final String DEADLOCK = "40P01";
    private static final String READ_ONLY = "25006";

    private final Host host;
    private final Clockwork clock;
    private final Chance chance;
    private final Journal journal;
    private final Function<String, RuntimeException> failure;

    /** @param failure what the caller meets, made from an SQL state */
    private Link(
            Host host, Clockwork clock, Chance chance, Journal journal, Function<String, RuntimeException> failure) {
        this.host = host;
        this.clock = clock;
        this.chance = chance;
        this.journal = journal;
        this.failure = failure;
    }

    public static Link toDatabase(Host host, Clockwork clock, Chance chance, Journal journal) {
        return new Link(
                host, clock, chance, journal, state -> new ConnectionException(new SQLException("simulated", state)));
    }

    /** Fails by {@code unreachable} where PostgreSQL would by its own exceptions. */
    public static Link toStore(
            Host host, Clockwork clock, Chance chance, Journal journal, Supplier<RuntimeException> unreachable) {
        return new Link(host, clock, chance, journal, state -> unreachable.get());
    }

    public void call(String what, Runnable effect) {
        call(what, () -> {
            effect.run();
            return true;
        });
    }

    /** Waits for its turn, then lets it happen, or not, and answers, or not. */
    public <T> T call(String what, Supplier<T> effect) {
        stillAlive();
        clock.rest(chance.upTo(LATENCY));
        awaitThaw();
        if (happens(Fault.CRASH_BEFORE, what)) {
            die();
        }
        if (happens(Fault.FREEZE_BEFORE, what)) {
            freeze();
        }
        T answer = callAtOnce(what, effect);
        if (happens(Fault.CRASH_AFTER, what)) {
            die();
        }
        if (happens(Fault.FREEZE_AFTER, what)) {
            freeze();
        }
        return answer;
    }

    /** The same within the caller's turn: nobody else does anything meanwhile. */
    public <T> T callAtOnce(String what, Supplier<T> effect) {
        stillAlive();
        if (happens(Fault.CUT_OFF, what)) {
            host.cutOff(clock.nanos() + chance.upTo(MOST_CUT_OFF).toNanos());
        }
        if (host.isCutOff(clock.nanos()) || happens(Fault.REQUEST_LOST, what)) {
            throw failure.apply(CONNECTION_FAILURE);
        }
        if (happens(Fault.DEADLOCK, what)) {
            throw failure.apply(DEADLOCK);
        }
        if (happens(Fault.REFUSED, what)) {
            throw failure.apply(READ_ONLY);
        }
        if (happens(Fault.COMMITTED_LATE, what)) {
            clock.in(chance.upTo(LATE), () -> {
                T unheard = effect.get();
                journal.note(() -> host.name() + " " + what + " is committed late: " + unheard);
            });
            throw failure.apply(CONNECTION_FAILURE);
        }
        T answer = effect.get();
        if (happens(Fault.ANSWER_LOST, what)) {
            throw failure.apply(CONNECTION_FAILURE);
        }
        return answer;
    }

    private boolean happens(Fault fault, String what) {
        boolean happens = chance.hits(fault);
        if (happens) {
            journal.note(() -> host.name() + " " + what + " " + fault);
        }
        return happens;
    }

    private void freeze() {
        host.freeze(clock.nanos() + chance.between(LEAST_FREEZE, MOST_FREEZE).toNanos());
        clock.rest(Duration.ZERO);
        awaitThaw();
    }

    /** Who calls from outside waits for the process; its own actors get no turn anyway. */
    private void awaitThaw() {
        while (!host.isDead() && host.frozenUntil() > clock.nanos()) {
            clock.rest(Duration.ofNanos(host.frozenUntil() - clock.nanos()));
        }
        stillAlive();
    }

    private void die() {
        host.kill();
        stillAlive();
    }

    private void stillAlive() {
        if (host.isDead()) {
            if (clock.host() == host) {
                throw new Killed();
            }
            throw failure.apply(CONNECTION_FAILURE);
        }
    }
}
