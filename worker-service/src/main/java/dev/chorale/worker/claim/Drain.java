package dev.chorale.worker.claim;

import dev.chorale.worker.settle.Held;
import dev.chorale.worker.settle.Settler;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.JdbiException;

/**
 * How a worker leaves. What the database still holds for it goes back to the queue uncharged, before its row goes: with
 * the row gone, the sweeper would take those runs for lost ones. That includes a run whose outcome is on its way; the
 * fence decides which of the two comes first.
 */
@Singleton
final class Drain {
    private static final Logger LOG = Logger.getLogger(Drain.class);
    private static final Duration GIVE_BACK = Duration.ofSeconds(3);

    private final Slots slots;
    private final RunningRuns running;
    private final WorkerRows rows;
    private final Lease lease;
    private final Settler settler;
    private final ThreadFactory threads;

    /** @param threads one for each run that is given back */
    Drain(Slots slots, RunningRuns running, WorkerRows rows, Lease lease, Settler settler, ThreadFactory threads) {
        this.slots = slots;
        this.running = running;
        this.rows = rows;
        this.lease = lease;
        this.settler = settler;
        this.threads = threads;
    }

    /**
     * Lets running work finish, gives the rest back and removes the worker. Nothing may be claimed any more. Blocks for
     * the two limits and some ten seconds at most.
     *
     * @param grace how long work may go on
     * @param ending how long what is being settled behind it may take, before it is given back too
     * @throws JdbiException if the database does not answer: the lease will end by itself
     */
    void leave(Duration grace, Duration ending) throws InterruptedException {
        if (!slots.awaitAllFree(grace)) {
            running.abort(run -> true, "worker_left");
            giveBackAllBut(settling());
            slots.awaitAllFree(ending);
        }
        giveBackAllBut(List.of());
        rows.remove(lease.worker());
    }

    private List<UUID> settling() {
        return running.all().stream()
                .filter(run -> !run.isAborted())
                .map(run -> run.held().fence().run())
                .toList();
    }

    /** All at once, for one that hangs would hold up the others. */
    private void giveBackAllBut(List<UUID> settling) throws InterruptedException {
        List<Held> left = held(settling);
        CountDownLatch done = new CountDownLatch(left.size());
        left.forEach(held -> threads.newThread(() -> release(held, done)).start());
        if (!done.await(GIVE_BACK.toNanos(), TimeUnit.NANOSECONDS)) {
            LOG.warnf("runs were not given back in time runs=%d", done.getCount());
        }
    }

    /** A connection that broke meanwhile costs a second look. */
    private List<Held> held(List<UUID> settling) {
        try {
            return rows.strays(lease.worker(), settling);
        } catch (JdbiException e) {
            LOG.debugf("runs are looked for again cause=%s", e.getClass().getSimpleName());
            return rows.strays(lease.worker(), settling);
        }
    }

    private void release(Held held, CountDownLatch done) {
        try {
            settler.release(held, () -> lease.isTrusted(held.fence().worker()));
            LOG.infof("run released run=%s", held.fence().run());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.warnf(e, "run was not released run=%s", held.fence().run());
        } finally {
            done.countDown();
        }
    }
}
