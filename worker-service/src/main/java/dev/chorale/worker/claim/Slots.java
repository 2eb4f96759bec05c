package dev.chorale.worker.claim;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** The room for runs in this process. Whoever asks for work holds the slots for its answer beforehand. */
@Singleton
final class Slots {
    private final Semaphore free;
    private final int size;

    Slots(ClaimSettings settings, MeterRegistry meters) {
        this.size = settings.slots();
        this.free = new Semaphore(size);
        meters.gauge("chorale.slots.free", free, Semaphore::availablePermits);
    }

    boolean take(int count, Duration limit) throws InterruptedException {
        return free.tryAcquire(count, limit.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** @return how many could be taken at once: 0 to {@code most} */
    int takeUpTo(int most) {
        int taken = 0;
        while (taken < most && free.tryAcquire()) {
            taken++;
        }
        return taken;
    }

    void giveBack(int count) {
        free.release(count);
    }

    /** Blocks until every slot is free, or the limit is over. */
    boolean awaitAllFree(Duration limit) throws InterruptedException {
        boolean all = free.tryAcquire(size, limit.toNanos(), TimeUnit.NANOSECONDS);
        if (all) {
            free.release(size);
        }
        return all;
    }
}
