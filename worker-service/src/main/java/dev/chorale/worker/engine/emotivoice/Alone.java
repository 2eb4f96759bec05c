package dev.chorale.worker.engine.emotivoice;

import dev.chorale.worker.engine.http.Answer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** Calls that go on side by side, and now and then one that has the engine for itself. Fair: nobody waits for ever. */
final class Alone {
    private final ReadWriteLock lock = new ReentrantReadWriteLock(true);
    private final Duration patience;

    /** A call of the server. */
    interface Call {
        Answer make() throws InterruptedException;
    }

    /** @param patience how long a call waits for others */
    Alone(Duration patience) {
        this.patience = patience;
    }

    Answer beside(Call call) throws InterruptedException {
        return under(lock.readLock(), call);
    }

    Answer alone(Call call) throws InterruptedException {
        return under(lock.writeLock(), call);
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
