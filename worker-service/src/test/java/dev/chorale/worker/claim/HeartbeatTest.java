package dev.chorale.worker.claim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.common.db.TestDatabase;
import dev.chorale.common.db.TestRows;
import dev.chorale.worker.claim.WorkerRows.Progress;
import dev.chorale.worker.settle.Fence;
import dev.chorale.worker.settle.Held;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

class HeartbeatTest {
    private static final Duration LEASE = Duration.ofSeconds(15);
    private static final ClaimSettings SETTINGS =
            new ClaimSettings(4, LEASE, Duration.ZERO, true, Duration.ofSeconds(2), 1, Map.of(TestRows.ENGINE, ""));

    private final Jdbi db = TestDatabase.fresh();
    private final TestRows rows = new TestRows(db);
    private final UUID tenant = rows.tenant();
    private final WorkerRows workers = new PostgresWorkerRows(db, SETTINGS);
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1000);
    private final Lease lease = new Lease(nanos::get, SETTINGS, new SimpleMeterRegistry());

    @Test
    void trust_ends_after_four_fifths_of_the_lease_counted_from_the_sending() {
        UUID worker = UUID.randomUUID();
        long sent = nanos.get();
        nanos.addAndGet(Duration.ofSeconds(2).toNanos());
        lease.renewed(worker, sent);
        nanos.set(sent + Duration.ofMillis(11_999).toNanos());
        assertThat(lease.isTrusted(worker)).isTrue();
        nanos.set(sent + Duration.ofSeconds(12).toNanos());
        assertThat(lease.isTrusted(worker)).isFalse();
    }

    @Test
    void a_new_worker_id_ends_the_trust_in_the_old_one() {
        UUID old = UUID.randomUUID();
        lease.renewed(old, nanos.get());
        lease.renewed(UUID.randomUUID(), nanos.get());
        assertThat(lease.isTrusted(old)).isFalse();
        assertThat(lease.isTrusted()).isTrue();
    }

    @Test
    void before_the_first_registration_nothing_is_trusted() {
        assertThat(lease.isTrusted()).isFalse();
    }

    @Test
    void a_live_lease_is_renewed_and_one_that_is_over_is_not_brought_back() {
        UUID worker = UUID.randomUUID();
        workers.register(worker, "localhost", 1);
        assertThat(workers.renew(worker)).isTrue();
        db.useHandle(h -> h.execute("UPDATE worker SET lease_until = now() - interval '1 ms' WHERE id = ?", worker));
        assertThat(workers.renew(worker)).isFalse();
        workers.remove(worker);
        assertThat(workers.renew(worker)).isFalse();
    }

    @Test
    void progress_is_written_only_for_runs_that_are_still_ours() {
        UUID worker = rows.worker(60);
        UUID ours = rows.runningRun(tenant, worker, 1);
        UUID newer = rows.runningRun(tenant, worker, 1);
        UUID foreign = rows.runningRun(tenant, rows.worker(60), 1);
        db.useHandle(h -> h.execute("UPDATE run SET epoch = 2 WHERE id = ?", newer));
        assertThat(workers.progress(
                        worker, List.of(halfway(worker, ours), halfway(worker, newer), halfway(worker, foreign))))
                .containsExactly(ours);
        assertThat(rows.count("SELECT count(*) FROM run WHERE progress = 0.5")).isEqualTo(1);
    }

    @Test
    void a_run_that_nobody_here_knows_of_is_a_stray() {
        UUID worker = rows.worker(60);
        UUID known = rows.runningRun(tenant, worker, 1);
        UUID stray = rows.runningRun(tenant, worker, 1);
        rows.runningRun(tenant, rows.worker(60), 1);
        assertThat(workers.strays(worker, List.of(known)))
                .extracting(Held::fence)
                .containsExactly(new Fence(stray, worker, 1));
    }

    private static Progress halfway(UUID worker, UUID run) {
        return new Progress(new Fence(run, worker, 1), 500);
    }
}
