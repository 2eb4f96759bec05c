package dev.chorale.common.outcome;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chorale.common.db.TestDatabase;
import dev.chorale.common.db.TestRows;
import dev.chorale.common.job.State;
import dev.chorale.common.outcome.RunMoves.Revoked;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

class RunMovesTest {
    private final Jdbi db = TestDatabase.fresh();
    private final TestRows rows = new TestRows(db);
    private final UUID tenant = rows.tenant();

    @Test
    void a_run_of_a_worker_whose_lease_ran_out_is_tried_again_under_a_new_epoch() {
        UUID run = rows.runningRun(tenant, rows.worker(-1), 1);
        UUID job = rows.job(run);
        assertThat(revoke()).singleElement().satisfies(r -> {
            assertThat(r.runId()).isEqualTo(run);
            assertThat(r.state()).isEqualTo(State.RETRYING);
            assertThat(r.waiting()).containsExactly(job);
            assertThat(r.ended()).isEmpty();
        });
        assertThat(rows.stateOf(run)).isEqualTo(State.RETRYING);
        assertThat(rows.count("SELECT epoch FROM run WHERE id = ?", run)).isEqualTo(2);
        assertThat(rows.count("""
                SELECT count(*)
                FROM run
                WHERE worker_id IS NULL
                  AND not_before BETWEEN now() - interval '5 s' AND now() + interval '2 s'
                """)).isEqualTo(1);
    }

    @Test
    void a_run_of_a_worker_that_is_gone_is_revoked() {
        UUID run = rows.runningRun(tenant, UUID.randomUUID(), 1);
        assertThat(revoke()).extracting(Revoked::runId).containsExactly(run);
    }

    @Test
    void a_run_of_a_living_worker_is_left_alone() {
        UUID run = rows.runningRun(tenant, rows.worker(60), 1);
        assertThat(revoke()).isEmpty();
        assertThat(rows.stateOf(run)).isEqualTo(State.RUNNING);
    }

    @Test
    void a_run_that_was_lost_in_its_last_attempt_fails_with_its_jobs() {
        UUID run = rows.runningRun(tenant, rows.worker(-1), RunMoves.MOST_ATTEMPTS);
        UUID job = rows.job(run);
        assertThat(revoke()).singleElement().satisfies(r -> {
            assertThat(r.state()).isEqualTo(State.FAILED);
            assertThat(r.ended())
                    .singleElement()
                    .satisfies(e -> assertThat(e.jobId()).isEqualTo(job));
        });
        assertThat(rows.text("SELECT error_code FROM job WHERE id = ?", job)).isEqualTo(RunMoves.WORKER_LOST);
        assertThat(rows.count("SELECT count(*) FROM webhook_delivery WHERE job_id = ?", job))
                .isEqualTo(1);
        assertThat(rows.count("SELECT count(*) FROM inflight")).isZero();
        assertThat(rows.count("SELECT count(*) FROM usage")).isZero();
    }

    @Test
    void revoking_twice_finds_nothing_the_second_time_and_the_limit_holds() {
        UUID lost = rows.worker(-1);
        rows.runningRun(tenant, lost, 1);
        rows.runningRun(tenant, lost, 1);
        assertThat(revoke(1)).hasSize(1);
        assertThat(revoke()).hasSize(1);
        assertThat(revoke()).isEmpty();
    }

    @Test
    void two_sweepers_share_the_lost_runs_and_neither_waits() {
        rows.runningRun(tenant, rows.worker(-1), 1);
        try (Handle first = db.open().begin()) {
            first.execute("SELECT FROM run FOR NO KEY UPDATE");
            assertThat(revoke()).isEmpty();
            first.commit();
        }
    }

    @Test
    void a_retry_that_is_due_goes_back_into_the_queue() {
        UUID due = retrying("now() - interval '1 s'");
        UUID later = retrying("now() + interval '1 hour'");
        assertThat(requeue()).isEqualTo(1);
        assertThat(rows.stateOf(due)).isEqualTo(State.QUEUED);
        assertThat(rows.stateOf(later)).isEqualTo(State.RETRYING);
        assertThat(rows.count("SELECT count(*) FROM run WHERE id = ? AND wake_due_at <= now()", due))
                .isEqualTo(1);
        assertThat(requeue()).isZero();
    }

    @Test
    void a_terminal_run_can_not_be_moved_by_any_statement() {
        UUID run = rows.runningRun(tenant, rows.worker(-1), RunMoves.MOST_ATTEMPTS);
        revoke();
        assertThatThrownBy(() -> db.useHandle(h -> h.execute(
                        "UPDATE run SET state = ?, finished_at = NULL WHERE id = ?", State.QUEUED.wireName(), run)))
                .hasMessageContaining("a terminal state is never left");
    }

    private UUID retrying(String notBefore) {
        UUID run = rows.queuedRun(tenant);
        db.useHandle(h -> h.execute(
                "UPDATE run SET state = ?, not_before = " + notBefore + " WHERE id = ?",
                State.RETRYING.wireName(),
                run));
        return run;
    }

    private List<Revoked> revoke() {
        return revoke(100);
    }

    private List<Revoked> revoke(int limit) {
        return new PostgresRunMoves(db).revokeLost(limit);
    }

    private int requeue() {
        return new PostgresRunMoves(db).requeueDue(100);
    }
}
