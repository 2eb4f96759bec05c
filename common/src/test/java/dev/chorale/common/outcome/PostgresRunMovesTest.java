package dev.chorale.common.outcome;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chorale.common.db.PostgresRows;
import dev.chorale.common.db.TestDatabase;
import dev.chorale.common.db.TestRows;
import dev.chorale.common.job.State;
import dev.chorale.common.outcome.RunMoves.Revoked;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

class PostgresRunMovesTest extends RunMovesContract {
    /** By so little that it ended after the database's server was up, however young that is. */
    private static final double OVER_S = -0.02;

    private final Jdbi db;
    private final TestRows rows;
    private final RunMoves moves;

    PostgresRunMovesTest() {
        Jdbi db = TestDatabase.fresh();
        super(new PostgresRows(db), new PostgresRunMoves(db));
        this.db = db;
        this.rows = new TestRows(db);
        this.moves = new PostgresRunMoves(db);
    }

    @Test
    void two_sweepers_share_the_lost_runs_and_neither_waits() {
        rows.runningRun(rows.tenant(), rows.worker(OVER_S), 1);
        try (Handle first = db.open().begin()) {
            first.execute("SELECT FROM run FOR NO KEY UPDATE");
            assertThat(moves.revokeLost(100)).isEmpty();
            first.commit();
        }
    }

    @Test
    void a_lease_that_ended_while_postgresql_was_away_costs_no_attempt() {
        UUID worker = rows.worker(OVER_S);
        UUID run = rows.runningRun(rows.tenant(), worker, RunMoves.MOST_ATTEMPTS);
        db.useHandle(
                h -> h.execute("UPDATE worker SET lease_until = pg_postmaster_start_time() - interval '1 second'"));

        assertThat(moves.revokeLost(100)).extracting(Revoked::state).containsExactly(State.RETRYING);
        assertThat(new PostgresRows(db).run(run).attempts()).isEqualTo(RunMoves.MOST_ATTEMPTS - 1);
    }

    @Test
    void behind_a_try_that_kept_a_segment_more_the_count_begins_anew_and_behind_one_that_kept_none_it_does_not() {
        UUID worker = rows.worker(OVER_S);
        UUID forward = rows.runningRun(rows.tenant(), worker, RunMoves.MOST_ATTEMPTS);
        UUID stuck = rows.runningRun(rows.tenant(), worker, RunMoves.MOST_ATTEMPTS);
        segment(forward);
        segment(stuck);
        db.useHandle(h -> h.execute("UPDATE run SET segments = 1 WHERE id = ?", stuck));
        db.useHandle(h -> h.execute("UPDATE run SET suspicion = 2 WHERE id = ?", forward));
        moves.revokeLost(100);

        assertThat(new PostgresRows(db).run(forward).state()).isEqualTo(State.RETRYING);
        assertThat(new PostgresRows(db).run(forward).attempts()).isZero();
        assertThat(rows.count("SELECT count(*) FROM run WHERE id = ? AND suspicion = 0", forward))
                .isOne();
        assertThat(new PostgresRows(db).run(stuck).state()).isEqualTo(State.FAILED);
    }

    private void segment(UUID run) {
        db.useHandle(h -> h.createUpdate("""
                INSERT INTO segment (tenant_id, segment_key, run_id, object_key, sha256, bytes, created_at, expires_at)
                SELECT tenant_id, repeat('ab', 32), id, id, repeat('ab', 32), 10, now(), now() + interval '1 hour'
                FROM run
                WHERE id = :run
                """).bind("run", run).execute());
    }

    @Test
    void a_terminal_run_can_not_be_moved_by_any_statement() {
        UUID run = rows.runningRun(rows.tenant(), rows.worker(OVER_S), RunMoves.MOST_ATTEMPTS);
        moves.revokeLost(100);
        assertThatThrownBy(() -> db.useHandle(h -> h.execute(
                        "UPDATE run SET state = ?, finished_at = NULL WHERE id = ?", State.QUEUED.wireName(), run)))
                .hasMessageContaining("a terminal state is never left");
    }
}
