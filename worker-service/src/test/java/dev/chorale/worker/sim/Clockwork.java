package dev.chorale.worker.sim;

import java.time.Duration;
import java.time.Instant;
import java.util.PriorityQueue;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The clock, and whose turn it is. Each actor is a virtual thread, but only the one that has the turn runs: it keeps it
 * until it pauses, and then hands it to whoever is due next. So what happens, and in which order, depends on the
 * actors alone, never on the machine.
 *
 * <p>Time passes only while everybody pauses. An interrupt is noticed when the pause is over.
 */
public final class Clockwork {
    private static final Instant ZERO = Instant.parse("2030-01-01T00:00:00Z");

    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final Semaphore director = new Semaphore(0);
    private final Consumer<Throwable> failures;
    private long now;
    private long order;
    private long end;
    private BooleanSupplier done = () -> false;
    private @Nullable Actor current;

    /** @param failures is told what an actor died of, other than being killed */
    public Clockwork(Consumer<Throwable> failures) {
        this.failures = failures;
    }

    private record Actor(Host host, Semaphore turn) {}

    private record Event(long at, long order, @Nullable Actor actor, Runnable effect) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(at, other.at);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    public long nanos() {
        return now;
    }

    public Instant instant() {
        return ZERO.plusNanos(now);
    }

    /** Whose actor has the turn. */
    public @Nullable Host host() {
        return current == null ? null : current.host();
    }

    /** Lets something happen later. It must not pause. */
    public void in(Duration wait, Runnable effect) {
        events.add(new Event(now + wait.toNanos(), order++, null, effect));
    }

    /** A thread of that process; once started it gets its first turn now, after whoever has it. */
    public Thread actor(Host host, Runnable body) {
        Actor actor = new Actor(host, new Semaphore(0));
        events.add(new Event(now, order++, actor, () -> {}));
        return Thread.ofVirtual().unstarted(() -> play(actor, body));
    }

    private void play(Actor actor, Runnable body) {
        actor.turn().acquireUninterruptibly();
        try {
            if (!actor.host().isDead()) {
                body.run();
            }
        } catch (Killed killed) {
            actor.host().kill();
        } catch (RuntimeException | Error e) {
            failures.accept(e);
        }
        next(null);
    }

    /** Waits; for the actor that has the turn. */
    public void pause(Duration length) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        rest(length);
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    /** Waits, whoever interrupts. */
    public void rest(Duration length) {
        Actor me = current;
        if (me == null) {
            throw new IllegalStateException("an effect must not pause");
        }
        if (!me.host().isDead()) {
            events.add(new Event(now + length.toNanos(), order++, me, () -> {}));
            next(me);
        }
        if (me.host().isDead()) {
            throw new Killed();
        }
    }

    /** Lets the actors play until the time has come or it is done. */
    public void run(Duration length, BooleanSupplier until) {
        end = now + length.toNanos();
        done = until;
        next(null);
        director.acquireUninterruptibly();
    }

    private void next(@Nullable Actor me) {
        Actor next = nextActor();
        current = next;
        if (next == me && me != null) {
            return;
        }
        (next == null ? director : next.turn()).release();
        if (me != null) {
            me.turn().acquireUninterruptibly();
        }
    }

    private @Nullable Actor nextActor() {
        current = null;
        while (!done.getAsBoolean()) {
            Event event = events.peek();
            if (event == null || event.at() > end) {
                return null;
            }
            events.remove();
            now = Math.max(now, event.at());
            if (event.actor() == null) {
                happen(event.effect());
            } else if (isFrozen(event.actor().host())) {
                events.add(new Event(event.actor().host().frozenUntil(), order++, event.actor(), event.effect()));
            } else {
                return event.actor();
            }
        }
        return null;
    }

    private void happen(Runnable effect) {
        try {
            effect.run();
        } catch (RuntimeException e) {
            failures.accept(e);
        }
    }

    private boolean isFrozen(Host host) {
        return !host.isDead() && host.frozenUntil() > now;
    }
}
