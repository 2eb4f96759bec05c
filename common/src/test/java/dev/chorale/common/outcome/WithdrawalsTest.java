package dev.chorale.common.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.common.db.TestDatabase;
import dev.chorale.common.db.TestRows;
import dev.chorale.common.job.State;
import dev.chorale.common.outcome.JobEndings.Ended;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

class WithdrawalsTest {
    private final Jdbi db = TestDatabase.fresh();
    private final TestRows rows = new TestRows(db);
    private final UUID tenant = rows.tenant();

    @Test
    void the_last_job_out_stops_its_run_and_shuts_its_worker_out() {
        UUID run = rows.runningRun(tenant, rows.worker(60), 1);
        UUID job = rows.job(run);

        assertThat(cancel(job)).extracting(Ended::jobId, Ended::state).containsExactly(tuple(job, State.CANCELLED));

        assertThat(rows.stateOf(run)).isEqualTo(State.CANCELLED);
        assertThat(rows.count("SELECT epoch FROM run WHERE id = ? AND worker_id IS NULL", run))
                .isEqualTo(2);
        assertThat(rows.count("SELECT count(*) FROM inflight")).isZero();
        assertThat(rows.count("SELECT count(*) FROM usage")).isZero();
        assertThat(rows.text("SELECT type FROM webhook_delivery WHERE job_id = ?", job))
                .isEqualTo("job.cancelled");
        assertThat(rows.text("SELECT ending FROM attempt WHERE run_id = ?", run))
                .as("the try is recorded with its end")
                .isEqualTo("cancelled");
    }

    @Test
    void a_run_that_others_wait_for_goes_on() {
        UUID run = rows.runningRun(tenant, rows.worker(60), 1);
        UUID leaver = rows.job(run);
        UUID stayer = rows.job(run);

        assertThat(cancel(leaver)).hasSize(1);

        assertThat(rows.stateOf(run)).isEqualTo(State.RUNNING);
        assertThat(rows.count("SELECT count(*) FROM job WHERE id = ? AND outcome IS NULL", stayer))
                .isEqualTo(1);
        assertThat(rows.count("SELECT count(*) FROM inflight")).isEqualTo(1);
        assertThat(cancel(stayer)).hasSize(1);
        assertThat(rows.stateOf(run)).isEqualTo(State.CANCELLED);
        assertThat(rows.count("SELECT count(DISTINCT sequence) FROM job WHERE run_id = ?", run))
                .as("each outcome has a number of its own")
                .isEqualTo(2);
    }

    @Test
    void cancelling_twice_or_after_the_end_changes_nothing() {
        UUID run = rows.queuedRun(tenant);
        UUID job = rows.job(run);
        cancel(job);
        long sequence = rows.count("SELECT sequence FROM run WHERE id = ?", run);

        assertThat(cancel(job)).isEmpty();

        assertThat(rows.count("SELECT sequence FROM run WHERE id = ?", run)).isEqualTo(sequence);
        assertThat(rows.count("SELECT count(*) FROM webhook_delivery")).isEqualTo(1);
    }

    @Test
    void a_job_whose_deadline_passed_expires_alone_and_with_the_last_one_its_run() {
        UUID run = rows.queuedRun(tenant);
        UUID late = rows.job(run);
        UUID patient = rows.job(run);
        deadline(late, "now() - interval '1 s'");
        deadline(patient, "now() + interval '1 h'");

        assertThat(expire()).extracting(Ended::jobId, Ended::state).containsExactly(tuple(late, State.EXPIRED));
        assertThat(expire()).isEmpty();
        assertThat(rows.stateOf(run)).isEqualTo(State.QUEUED);

        deadline(patient, "now()");
        assertThat(expire()).hasSize(1);
        assertThat(rows.stateOf(run)).isEqualTo(State.EXPIRED);
        assertThat(rows.text("SELECT error_code FROM job WHERE id = ?", late)).isEqualTo("deadline_exceeded");
    }

    private List<Ended> cancel(UUID job) {
        return new PostgresWithdrawals(db).cancel(job);
    }

    private List<Ended> expire() {
        return new PostgresWithdrawals(db).expireDue();
    }

    private void deadline(UUID job, String sql) {
        db.useHandle(h -> h.execute("UPDATE job SET deadline = " + sql + " WHERE id = ?", job));
    }

    private static org.assertj.core.groups.Tuple tuple(Object... values) {
        return org.assertj.core.api.Assertions.tuple(values);
    }
}
