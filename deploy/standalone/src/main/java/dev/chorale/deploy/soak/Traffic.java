package dev.chorale.deploy.soak;

import dev.chorale.deploy.launch.Failure;
import dev.chorale.deploy.soak.Errand.Wish;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Callers, one virtual thread each, at a rate that grows and then stays, whether or not earlier ones were answered. They park, they don't spin. */
final class Traffic {
    private static final int MOST_AT_ONCE = 4_000;

    private final Errand errand;
    private final Tally tally;
    private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore free = new Semaphore(MOST_AT_ONCE);

    Traffic(Errand errand, Tally tally) {
        this.errand = errand;
        this.tally = tally;
    }

    /**
     * When who comes.
     *
     * @param perSecond how many, once the rate has grown
     * @param growth for how long it grows, by as much in each second
     */
    record Pace(int perSecond, Duration growth) {
        /** When the nth comes, in ns after the first: with a rate that grows steadily, n grows with the square of the time. */
        long dueNanos(int n) {
            double growing = growth.toNanos() / 1e9;
            double duringGrowth = perSecond * growing / 2;
            double seconds = n < duringGrowth
                    ? Math.sqrt(2 * growing * n / perSecond)
                    : growing + (n - duringGrowth) / perSecond;
            return (long) (seconds * 1e9);
        }
    }

    /** Blocks while {@code goOn} says so. */
    void run(Pace pace, Wishes wishes, BooleanSupplier goOn) {
        long began = System.nanoTime();
        for (int n = 0; goOn.getAsBoolean(); n++) {
            long due = began + pace.dueNanos(n);
            LockSupport.parkNanos(due - System.nanoTime());
            Wish wish = wishes.draw(n);
            if (free.tryAcquire()) {
                callers.execute(() -> pursue(wish, due));
            } else {
                tally.shed.incrementAndGet();
            }
        }
    }

    /** One submit, now, until it is answered. */
    void submitOne(Submit submit) throws InterruptedException {
        if (!errand.submit(new Wish(submit, 0, null, false), System.nanoTime())) {
            throw new Failure("the first submit was refused; see the callers' journal in the data folder");
        }
    }

    /** Waits until each caller has an answer or has lost patience. */
    void finish() throws InterruptedException {
        callers.shutdown();
        if (!callers.awaitTermination(Errand.PATIENCE.toSeconds() + 60, TimeUnit.SECONDS)) {
            callers.shutdownNow();
        }
    }

    private void pursue(Wish wish, long due) {
        try {
            errand.pursue(wish, due);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        } finally {
            free.release();
        }
    }
}
