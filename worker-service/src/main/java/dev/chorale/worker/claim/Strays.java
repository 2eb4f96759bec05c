package dev.chorale.worker.claim;

import dev.chorale.common.outcome.RunMoves;
import dev.chorale.worker.settle.Builds;
import dev.chorale.worker.settle.Held;
import dev.chorale.worker.settle.Outcome.Cause;
import dev.chorale.worker.settle.Outcome.Trouble;
import dev.chorale.worker.settle.Settler;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Gives up the runs that the database holds for this worker and that nobody here works on: the answer to their claim
 * was lost, they were stopped when the lease could not be trusted, or PostgreSQL did not take their outcome. As long as
 * this worker lives, its lease would hold them for ever. None of that is the runs' doing, so none is charged: a try that
 * broke in our hands was charged by {@link Work}.
 */
@Singleton
final class Strays {
    private static final Logger LOG = Logger.getLogger(Strays.class);
    private static final Trouble LOST =
            Trouble.of(RunMoves.WORKER_LOST, Cause.OVERLOADED, "the worker lost sight of the run");
    private static final Builds NOTHING_WAS_MADE = new Builds("", "");

    private final WorkerRows rows;
    private final RunningRuns running;
    private final Lease lease;
    private final Settler settler;

    Strays(WorkerRows rows, RunningRuns running, Lease lease, Settler settler) {
        this.rows = rows;
        this.running = running;
        this.lease = lease;
        this.settler = settler;
    }

    /** @param worker this process, by its id of now or by one that it had before */
    void giveUp(UUID worker) throws InterruptedException {
        List<Held> strays = running.whileNothingIsClaimed(() -> rows.strays(worker, known()))
                .orElse(List.of());
        for (Held stray : strays) {
            LOG.warnf(
                    "stray run was given up run=%s epoch=%d",
                    stray.fence().run(), stray.fence().epoch());
            settler.settle(stray, LOST, NOTHING_WAS_MADE, () -> lease.isTrusted(worker));
        }
    }

    private List<UUID> known() {
        return running.all().stream().map(run -> run.held().fence().run()).toList();
    }
}
