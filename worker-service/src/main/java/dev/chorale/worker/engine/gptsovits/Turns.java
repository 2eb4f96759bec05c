package dev.chorale.worker.engine.gptsovits;

import dev.chorale.worker.engine.gptsovits.Voice.Weights;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Who holds which process: each is held by one call at a time.
 *
 * <p>Loading weights takes seconds, so a process that becomes free goes to the oldest call for the weights that it has,
 * and only without one to the oldest of all. That alone could let a call wait for ever: one that {@link #MOST_OVERTAKEN}
 * later calls have overtaken goes first, whatever it needs. A call whose weights are in a process that is busy waits for
 * that one, unless a few are waiting for it already: then another process loads the same weights, one that has none if
 * there is such.
 *
 * <p>Thread-safe: the lock guards who waits and who holds, and is never held during a call.
 */
final class Turns {
    /** Few enough that nobody waits for minutes, and enough that two voices taking turns load weights seldom. */
    private static final int MOST_OVERTAKEN = 16;

    private static final int WAITING_WORTH_A_SWITCH = 2;
    /** How long it may take until somebody notices that a process may be used again. */
    private static final Duration GLANCE = Duration.ofMillis(500);

    private final ReentrantLock lock = new ReentrantLock(true);
    private final List<Place> places;
    private final List<Waiter> waiting = new ArrayList<>();

    private static final class Place {
        final ServerProcess process;
        /** What its holder came for; null while nobody holds it. */
        @Nullable
        Weights serving;

        Place(ServerProcess process) {
            this.process = process;
        }

        boolean isFree() {
            return serving == null;
        }
    }

    private static final class Waiter {
        final Weights weights;
        final Set<ServerProcess> tried;
        final Condition called;
        int overtaken;

        @Nullable
        Place place;

        Waiter(Weights weights, Set<ServerProcess> tried, Condition called) {
            this.weights = weights;
            this.tried = Set.copyOf(tried);
            this.called = called;
        }

        boolean mayUse(Place place) {
            return !tried.contains(place.process) && !place.process.isClosed();
        }
    }

    Turns(List<ServerProcess> processes) {
        this.places = processes.stream().map(Place::new).toList();
    }

    /**
     * Waits for a process.
     *
     * @param tried those that are not wanted
     * @return the caller's alone until {@link #giveBack}; empty if there was none in this time
     */
    Optional<ServerProcess> take(Weights weights, Set<ServerProcess> tried, Duration patience)
            throws InterruptedException {
        lock.lockInterruptibly();
        Waiter me = new Waiter(weights, tried, lock.newCondition());
        try {
            waiting.add(me);
            seatAll();
            long deadline = System.nanoTime() + patience.toNanos();
            for (long left = patience.toNanos(); me.place == null && left > 0; left = deadline - System.nanoTime()) {
                me.called.awaitNanos(Math.min(GLANCE.toNanos(), left));
                seatAll();
            }
            return Optional.ofNullable(me.place).map(place -> place.process);
        } catch (InterruptedException e) {
            Optional.ofNullable(me.place).ifPresent(this::free);
            throw e;
        } finally {
            waiting.remove(me);
            lock.unlock();
        }
    }

    /** Ends the caller's turn. */
    void giveBack(ServerProcess process) {
        lock.lock();
        try {
            places.stream().filter(place -> place.process == process).forEach(this::free);
        } finally {
            lock.unlock();
        }
    }

    private void free(Place place) {
        place.serving = null;
        seatAll();
    }

    private void seatAll() {
        boolean seated = true;
        while (seated) {
            seated = false;
            for (Place place : places) {
                Optional<Waiter> next = place.isFree() ? next(place) : Optional.empty();
                next.ifPresent(waiter -> seat(waiter, place));
                seated |= next.isPresent();
            }
        }
    }

    private Optional<Waiter> next(Place place) {
        List<Waiter> able = waiting.stream()
                .filter(w -> w.mayUse(place))
                .filter(w -> !place.process.isAvoided() || hasNoOther(w))
                .toList();
        return able.stream()
                .filter(w -> w.overtaken >= MOST_OVERTAKEN)
                .findFirst()
                .or(() -> able.stream()
                        .filter(w -> place.process.mayHold(w.weights))
                        .findFirst())
                .or(() -> able.stream().filter(w -> !isBetterServed(w, place)).findFirst());
    }

    /** Whether all that the call may use, busy or not, should rather not be used. */
    private boolean hasNoOther(Waiter waiter) {
        return places.stream().filter(waiter::mayUse).allMatch(place -> place.process.isAvoided());
    }

    private boolean isBetterServed(Waiter waiter, Place here) {
        return places.stream()
                .filter(place -> place != here && waiter.mayUse(place) && !place.process.isAvoided())
                .anyMatch(place -> place.isFree()
                        ? place.process.mayHold(waiter.weights) || (place.process.isBlank() && !here.process.isBlank())
                        : waiter.weights.equals(place.serving) && aheadOf(waiter) < WAITING_WORTH_A_SWITCH);
    }

    private long aheadOf(Waiter waiter) {
        return waiting.stream()
                .takeWhile(w -> w != waiter)
                .filter(w -> w.weights.equals(waiter.weights))
                .count();
    }

    private void seat(Waiter waiter, Place place) {
        waiting.stream().takeWhile(w -> w != waiter).forEach(w -> w.overtaken++);
        waiting.remove(waiter);
        place.serving = waiter.weights;
        waiter.place = place;
        waiter.called.signal();
    }
}
