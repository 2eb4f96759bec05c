package dev.chorale.worker.supervise;

import dev.chorale.common.time.Monotonic;
import dev.chorale.worker.engine.http.Attendant;
import dev.chorale.worker.engine.http.Sign;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Through which calls reach a process: open while it may be called. It knows how many are inside and when the last of
 * them must be out, and keeps what its {@link Health} said of what they saw. Thread-safe.
 */
final class Door implements Attendant {
    /** A call that met its limit needs a moment to leave. */
    private static final Duration LEAVING = Duration.ofSeconds(5);

    private final Monotonic clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition left = lock.newCondition();
    private boolean open;
    private int starts;
    private int calls;
    private long outByNanos;
    private @Nullable Health health;
    private @Nullable Reason verdict;
    private volatile @Nullable Rehearsal rehearsal;

    Door(Monotonic clock) {
        this.clock = clock;
    }

    /** A new life of the process begins. */
    void open(Health ofThisLife) {
        locked(() -> {
            health = ofThisLife;
            verdict = null;
            starts++;
            open = true;
            return true;
        });
    }

    /** No call begins from now on. */
    void close() {
        locked(() -> open = false);
    }

    /** Waits until all calls are out, or those that are not should long have been. */
    void awaitEmpty() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long most = outByNanos + LEAVING.toNanos();
            for (long nanos = most - clock.nanos(); calls > 0 && nanos > 0; nanos = most - clock.nanos()) {
                left.awaitNanos(nanos);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Why this life must end, if it must. */
    Optional<Reason> verdict() {
        return locked(() -> Optional.ofNullable(verdict));
    }

    /** The process spoke a known word. */
    void forgive() {
        locked(() -> {
            verdict = null;
            Optional.ofNullable(health).ifPresent(Health::forgive);
            return true;
        });
    }

    /** The memory of the process was looked at, see {@link Health#grew}. */
    void grew(OptionalLong residentBytes, OptionalDouble cardShare) {
        judge(h -> h.grew(residentBytes, cardShare, clock.nanos()));
    }

    /** What the process must pass before it may be called, as far as that is known yet. */
    Optional<Rehearsal> rehearsal() {
        return Optional.ofNullable(rehearsal);
    }

    @Override
    public boolean isOpen() {
        return locked(() -> open);
    }

    @Override
    public boolean begin(Duration atMost) {
        return locked(() -> {
            long until = clock.nanos() + atMost.toNanos();
            if (open) {
                outByNanos = calls == 0 || until - outByNanos > 0 ? until : outByNanos;
                calls++;
            }
            return open;
        });
    }

    @Override
    public void end() {
        locked(() -> {
            calls--;
            left.signalAll();
            return true;
        });
    }

    @Override
    public int starts() {
        return locked(() -> starts);
    }

    @Override
    public void saw(Sign sign) {
        judge(h -> h.saw(sign, clock.nanos()));
    }

    @Override
    public void rehearseWith(Rehearsal wanted) {
        rehearsal = wanted;
    }

    /** Asks this life's health something that may end it. */
    void judge(Function<Health, Optional<Reason>> judgement) {
        locked(() -> {
            @Nullable Health of = health;
            if (open && of != null && verdict == null) {
                verdict = judgement.apply(of).orElse(null);
            }
            return true;
        });
    }

    private <T> T locked(Supplier<T> step) {
        lock.lock();
        try {
            return step.get();
        } finally {
            lock.unlock();
        }
    }
}
