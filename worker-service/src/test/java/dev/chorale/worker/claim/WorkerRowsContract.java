package dev.chorale.worker.claim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.common.contract.Rows;
import dev.chorale.common.db.TestRows;
import dev.chorale.worker.claim.WorkerRows.Progress;
import dev.chorale.worker.settle.Fence;
import dev.chorale.worker.settle.Held;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What {@link WorkerRows} promises on every store. */
abstract class WorkerRowsContract {
    static final Duration LEASE = Duration.ofSeconds(15);
    static final ClaimSettings SETTINGS =
            new ClaimSettings(4, LEASE, Duration.ZERO, true, Duration.ofSeconds(2), 1, Map.of(TestRows.ENGINE, ""));

    private final Rows rows;
    private final WorkerRows workers;
    private final UUID tenant;

    WorkerRowsContract(Rows rows, WorkerRows workers) {
        this.rows = rows;
        this.workers = workers;
        this.tenant = rows.tenant();
    }

    @Test
    void a_live_lease_is_renewed_and_one_that_is_over_is_not_brought_back() {
        UUID worker = UUID.randomUUID();
        workers.register(worker, "localhost", 1);
        assertThat(workers.renew(worker)).isTrue();
        workers.remove(worker);
        assertThat(workers.renew(worker)).isFalse();
        assertThat(workers.renew(rows.worker(Duration.ofMillis(-1)))).isFalse();
    }

    @Test
    void progress_is_written_only_for_runs_that_are_still_ours_and_never_goes_back() {
        UUID worker = rows.worker(LEASE);
        UUID ours = rows.runningRun(tenant, worker, 1);
        UUID newer = rows.runningRun(tenant, worker, 1);
        UUID foreign = rows.runningRun(tenant, rows.worker(LEASE), 1);
        rows.setEpoch(newer, 2);
        assertThat(workers.progress(
                        worker, List.of(told(worker, ours, 500), told(worker, newer, 500), told(worker, foreign, 500))))
                .containsExactly(ours);
        assertThat(workers.progress(worker, List.of(told(worker, ours, 400)))).containsExactly(ours);
        assertThat(List.of(ours, newer, foreign))
                .extracting(run -> rows.run(run).progress())
                .containsExactly(0.5, 0.0, 0.0);
    }

    @Test
    void a_run_that_nobody_here_knows_of_is_a_stray() {
        UUID worker = rows.worker(LEASE);
        UUID known = rows.runningRun(tenant, worker, 1);
        UUID stray = rows.runningRun(tenant, worker, 1);
        rows.runningRun(tenant, rows.worker(LEASE), 1);
        assertThat(workers.strays(worker, List.of(known)))
                .extracting(Held::fence)
                .containsExactly(new Fence(stray, worker, 1));
    }

    private static Progress told(UUID worker, UUID run, int permille) {
        return new Progress(new Fence(run, worker, 1), permille);
    }
}
