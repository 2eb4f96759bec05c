package dev.chorale.worker.engine.http;

import dev.chorale.worker.engine.EngineFailure;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Calls that go on side by side, and now and then one that has the engine for itself: where a failure does not tell whether
 * the text or the company brought it about. Fair: nobody waits for ever. While one waits for that, a second one is turned
 * away as from a full engine, so that a burst of failures does not become a queue of single calls. Thread-safe.
 */
public final class Alone {
    /** Unlike {@link Answer.Busy} it did not wait. */
    private static final Answer TURNED_AWAY = new Answer.Failed(EngineFailure.overloaded(
            EngineFailure.ENGINE_OVERLOADED,
            "another call has the engine for itself",
            Optional.of(Duration.ofSeconds(1))));

    private final ReadWriteLock lock = new ReentrantReadWriteLock(true);
    private final AtomicBoolean isTaken = new AtomicBoolean();
    private final Duration patience;

    /** A call of the server. */
    public interface Call {
        Answer make() throws InterruptedException;
    }

    /** @param patience how long a call waits for others */
    public Alone(Duration patience) {
        this.patience = patience;
    }

    public Answer beside(Call call) throws InterruptedException {
        return under(lock.readLock(), call);
    }

    public Answer alone(Call call) throws InterruptedException {
        if (!isTaken.compareAndSet(false, true)) {
            return TURNED_AWAY;
        }
        try {
            return under(lock.writeLock(), call);
        } finally {
            isTaken.set(false);
        }
    }

    private Answer under(Lock held, Call call) throws InterruptedException {
        if (!held.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS)) {
            return new Answer.Busy();
        }
        try {
            return call.make();
        } finally {
            held.unlock();
        }
    }
}
