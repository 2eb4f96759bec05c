package dev.chorale.worker.claim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.common.db.TestDatabase;
import dev.chorale.common.db.TestRows;
import dev.chorale.common.job.State;
import dev.chorale.worker.settle.Settlement.Told;
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

class ClaimsTest {
    private final Jdbi db = TestDatabase.fresh();
    private final TestRows rows = new TestRows(db);
    private final Claims claims = new PostgresClaims(db);
    private final UUID tenant = rows.tenant();
    private final UUID worker = rows.worker(60);

    @Test
    void a_claim_takes_the_run_with_a_new_epoch_and_brings_the_text_and_the_jobs() {
        UUID run = rows.queuedRun(tenant);
        UUID job = rows.job(run);
        assertThat(claim(worker, run)).singleElement().satisfies(c -> {
            assertThat(c.held().fence().run()).isEqualTo(run);
            assertThat(c.held().fence().epoch()).isEqualTo(1);
            assertThat(c.held().attempts()).isEqualTo(1);
            assertThat(c.utterance()).contains("Hello.");
            assertThat(c.jobs()).extracting(Told::job).containsExactly(job);
        });
        assertThat(rows.stateOf(run)).isEqualTo(State.RUNNING);
        assertThat(rows.count("SELECT count(*) FROM run WHERE started_at IS NOT NULL AND sequence = 2"))
                .isEqualTo(1);
    }

    @Test
    void a_second_claim_of_the_same_run_gets_nothing() {
        UUID run = rows.queuedRun(tenant);
        assertThat(claim(worker, run)).hasSize(1);
        assertThat(claim(rows.worker(60), run)).isEmpty();
        assertThat(rows.count("SELECT epoch FROM run")).isEqualTo(1);
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
    void a_worker_without_a_live_lease_can_not_claim() {
        UUID run = rows.queuedRun(tenant);
        assertThat(claim(rows.worker(-1), run)).isEmpty();
        assertThat(claim(UUID.randomUUID(), run)).isEmpty();
        assertThat(rows.stateOf(run)).isEqualTo(State.QUEUED);
    }

    @Test
    void a_run_that_is_not_due_or_of_another_engine_or_spent_is_not_claimed() {
        UUID later = rows.queuedRun(tenant);
        UUID foreign = rows.queuedRun(tenant);
        UUID spent = rows.queuedRun(tenant);
        db.useHandle(h -> h.execute("UPDATE run SET not_before = now() + interval '1 hour' WHERE id = ?", later));
        db.useHandle(h -> h.execute("UPDATE run SET engine = 'other' WHERE id = ?", foreign));
        db.useHandle(h -> h.execute("UPDATE run SET attempts = 5 WHERE id = ?", spent));
        assertThat(claim(worker, later, foreign, spent)).isEmpty();
    }

    @Test
    void a_poll_takes_interactive_runs_first_and_only_those_of_the_age() {
        UUID standard = rows.queuedRun(tenant);
        UUID interactive = rows.queuedRun(tenant);
        db.useHandle(h -> h.execute("UPDATE run SET lane = 'interactive' WHERE id = ?", interactive));
        assertThat(claims.claimWaiting(by(worker), Duration.ofHours(1), 10)).isEmpty();
        assertThat(claims.claimWaiting(by(worker), Duration.ZERO, 1))
                .extracting(c -> c.held().fence().run())
                .containsExactly(interactive);
        assertThat(claims.claimWaiting(by(worker), Duration.ZERO, 10))
                .extracting(c -> c.held().fence().run())
                .containsExactly(standard);
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
    void a_run_whose_jobs_are_all_past_their_deadline_is_not_begun_any_more() {
        UUID run = rows.queuedRun(tenant);
        UUID late = rows.job(run);
        db.useHandle(h -> h.execute("UPDATE job SET deadline = now() WHERE id = ?", late));
        assertThat(claim(worker, run)).isEmpty();
        rows.job(run);
        assertThat(claim(worker, run)).hasSize(1);
    }

    @Test
    void a_suspect_waits_until_its_engine_is_quiet_and_nobody_else_gets_in_meanwhile() {
        UUID busy = rows.queuedRun(tenant);
        UUID suspect = suspect();
        UUID later = rows.queuedRun(tenant);
        assertThat(claim(worker, busy)).hasSize(1);

        assertThat(claim(worker, suspect)).as("the engine is busy").isEmpty();
        assertThat(claim(worker, later)).as("the engine runs empty").isEmpty();
        assertThat(claim(rows.worker(60), later)).as("another engine process").hasSize(1);

        finish(busy);
        assertThat(claim(worker, suspect)).hasSize(1);
        UUID last = rows.queuedRun(tenant);
        assertThat(claim(worker, last)).as("it has the engine for itself").isEmpty();
        finish(suspect);
        assertThat(claim(worker, last)).hasSize(1);
    }

    @Test
    void two_suspects_take_turns() {
        UUID first = suspect();
        UUID second = suspect();
        assertThat(claim(worker, first)).hasSize(1);
        assertThat(claim(worker, second)).isEmpty();
        finish(first);
        assertThat(claim(worker, second)).hasSize(1);
    }

    private UUID suspect() {
        UUID run = rows.queuedRun(tenant);
        db.useHandle(h -> h.execute("UPDATE run SET suspicion = 2 WHERE id = ?", run));
        return run;
    }

    private void finish(UUID run) {
        db.useHandle(h -> h.createUpdate("""
                UPDATE run
                SET state = :state, sequence = sequence + 1, worker_id = NULL, finished_at = now()
                WHERE id = :run
                """)
                .bind("state", State.FAILED.wireName())
                .bind("run", run)
                .execute());
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
