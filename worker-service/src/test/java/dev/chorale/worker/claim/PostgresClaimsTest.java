package dev.chorale.worker.claim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.common.db.PostgresRows;
import dev.chorale.common.db.TestDatabase;
import dev.chorale.common.db.TestRows;
import dev.chorale.common.job.State;
import dev.chorale.common.outcome.PostgresWithdrawals;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

class PostgresClaimsTest extends ClaimsContract {
    private final Jdbi db;
    private final TestRows rows;
    private final Claims claims;
    private final UUID tenant;
    private final UUID worker;

    PostgresClaimsTest() {
        Jdbi db = TestDatabase.fresh();
        super(new PostgresRows(db), new PostgresClaims(db), new PostgresWithdrawals(db));
        this.db = db;
        this.rows = new TestRows(db);
        this.claims = new PostgresClaims(db);
        this.tenant = rows.tenant();
        this.worker = rows.worker(60);
    }

    @Test
    void two_workers_that_are_told_of_the_same_runs_share_them_and_none_is_claimed_twice() throws Exception {
        List<UUID> runs =
                Stream.generate(() -> rows.queuedRun(tenant)).limit(40).toList();
        UUID other = rows.worker(60);
        try (ExecutorService pool = Executors.newFixedThreadPool(2)) {
            Future<List<Claimed>> first = pool.submit(() -> claims.claim(by(worker), runs));
            Future<List<Claimed>> second = pool.submit(() -> claims.claim(by(other), runs.reversed()));
            List<UUID> won = Stream.concat(
                            first.get(20, TimeUnit.SECONDS).stream(), second.get(20, TimeUnit.SECONDS).stream())
                    .map(c -> c.held().fence().run())
                    .toList();
            assertThat(won).containsExactlyInAnyOrderElementsOf(runs);
        }
        assertThat(rows.count("SELECT count(*) FROM run WHERE epoch = 1 AND attempts = 1"))
                .isEqualTo(40);
    }

    @Test
    void a_claim_that_waits_for_another_worker_s_claim_of_the_run_gets_nothing() throws Exception {
        UUID run = rows.queuedRun(tenant);
        try (Handle first = db.open().begin();
                ExecutorService pool = Executors.newSingleThreadExecutor()) {
            first.execute("SELECT FROM run WHERE id = ? FOR UPDATE", run);
            Future<List<Claimed>> second = pool.submit(() -> claim(worker, run));
            awaitBlockedStatement();
            first.execute(
                    "UPDATE run SET state = ?, worker_id = ?, epoch = 1, attempts = 1 WHERE id = ?",
                    State.RUNNING.wireName(),
                    UUID.randomUUID(),
                    run);
            first.commit();
            assertThat(second.get(20, TimeUnit.SECONDS)).isEmpty();
        }
        assertThat(rows.count("SELECT epoch FROM run")).isEqualTo(1);
    }

    @Test
    void a_poll_passes_over_a_run_that_another_transaction_holds() {
        UUID run = rows.queuedRun(tenant);
        try (Handle joiner = db.open().begin()) {
            joiner.execute("SELECT FROM run WHERE id = ? FOR SHARE", run);
            assertThat(claims.claimWaiting(by(worker), Duration.ZERO, 10)).isEmpty();
            joiner.rollback();
        }
    }

    @Test
    void a_try_that_ends_without_a_word_is_not_recorded_with_the_engine_s_time_of_the_one_before() {
        UUID run = rows.queuedRun(tenant);
        UUID job = rows.job(run);
        db.useHandle(h -> h.execute("UPDATE run SET engine_ms = 77 WHERE id = ?", run));
        assertThat(claim(worker, run)).hasSize(1);

        new PostgresWithdrawals(db).cancel(job);

        assertThat(rows.count("SELECT count(*) FROM attempt WHERE ended_at IS NOT NULL AND engine_ms IS NULL"))
                .isOne();
    }

    @Test
    void behind_a_reservation_that_found_no_quiet_the_others_have_the_process_for_as_long() {
        rows.runningRun(tenant, worker, 1);
        UUID suspect = rows.queuedRun(tenant);
        db.useHandle(h -> h.execute("UPDATE run SET suspicion = 2 WHERE id = ?", suspect));
        assertThat(claim(worker, suspect)).isEmpty();
        assertThat(claim(worker, rows.queuedRun(tenant))).as("reserved").isEmpty();

        reservedFor("6 minutes");
        assertThat(claim(worker, suspect)).as("the process is not quiet").isEmpty();
        assertThat(claim(worker, rows.queuedRun(tenant))).as("room for others").hasSize(1);

        reservedFor("11 minutes");
        assertThat(claim(worker, suspect)).isEmpty();
        assertThat(claim(worker, rows.queuedRun(tenant))).as("reserved again").isEmpty();
    }

    private void reservedFor(String length) {
        db.useHandle(h -> h.execute("UPDATE isolation SET since = now() - CAST(? AS interval)", length));
    }

    @Test
    void a_suspect_frees_the_processes_that_were_reserved_for_it_once_it_runs_in_one() {
        UUID suspect = rows.queuedRun(tenant);
        db.useHandle(h -> h.execute("UPDATE run SET suspicion = 2 WHERE id = ?", suspect));
        UUID busy = rows.worker(60);
        rows.runningRun(tenant, busy, 1);
        db.useHandle(h ->
                h.execute("UPDATE worker SET instances = ARRAY[?] WHERE id = ?", TestRows.ENGINE + "@" + busy, busy));

        assertThat(claim(busy, suspect)).isEmpty();
        assertThat(claim(worker, suspect)).hasSize(1);

        assertThat(claim(busy, rows.queuedRun(tenant))).hasSize(1);
        assertThat(claim(worker, rows.queuedRun(tenant))).isEmpty();
    }

    @Test
    void a_process_is_not_kept_for_a_suspect_that_runs_in_another() {
        UUID suspect = rows.queuedRun(tenant);
        db.useHandle(h -> h.execute("UPDATE run SET suspicion = 2 WHERE id = ?", suspect));
        assertThat(claim(worker, suspect)).hasSize(1);
        UUID other = rows.worker(60);
        db.useHandle(h -> h.execute(
                "INSERT INTO isolation (instance, run_id, since) VALUES (?, ?, now())",
                TestRows.ENGINE + "@" + other,
                suspect));

        assertThat(claim(other, rows.queuedRun(tenant))).hasSize(1);
    }

    private static Claimant by(UUID worker) {
        return new Claimant(worker, TestRows.ENGINE, TestRows.ENGINE + "@" + worker);
    }

    private List<Claimed> claim(UUID by, UUID... runs) {
        return claims.claim(by(by), List.of(runs));
    }

    private void awaitBlockedStatement() {
        rows.awaitCount(1, """
                SELECT count(*)
                FROM pg_stat_activity
                WHERE wait_event_type = 'Lock'
                  AND datname = current_database()
                """);
    }
}
