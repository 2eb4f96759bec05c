package dev.chorale.common.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.common.contract.Rows;
import dev.chorale.common.contract.Rows.JobView;
import dev.chorale.common.job.State;
import dev.chorale.common.outcome.JobEndings.Ended;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;

/** What {@link Withdrawals} promises on every store. */
abstract class WithdrawalsContract {
    private static final Duration AHEAD = Duration.ofHours(1);

    private final Rows rows;
    private final Withdrawals withdrawals;
    private final UUID tenant;

    WithdrawalsContract(Rows rows, Withdrawals withdrawals) {
        this.rows = rows;
        this.withdrawals = withdrawals;
        this.tenant = rows.tenant();
    }

    @Test
    void the_last_job_out_stops_its_run_and_shuts_its_worker_out() {
        UUID run = rows.runningRun(tenant, rows.worker(AHEAD), 1);
        UUID job = rows.job(run);

        assertThat(withdrawals.cancel(job))
                .extracting(Ended::jobId, Ended::state)
                .containsExactly(Tuple.tuple(job, State.CANCELLED));

        assertThat(rows.run(run).state()).isEqualTo(State.CANCELLED);
        assertThat(rows.run(run).epoch()).isEqualTo(2);
        assertThat(rows.run(run).worker()).isNull();
        assertThat(rows.inflight()).isZero();
        assertThat(rows.jobView(job)).isEqualTo(new JobView(State.CANCELLED, null, false, 0, List.of(State.CANCELLED)));
    }

    @Test
    void a_run_that_others_wait_for_goes_on() {
        UUID run = rows.runningRun(tenant, rows.worker(AHEAD), 1);
        UUID leaver = rows.job(run);
        UUID stayer = rows.job(run);

        List<Ended> first = withdrawals.cancel(leaver);

        assertThat(first).hasSize(1);
        assertThat(rows.run(run).state()).isEqualTo(State.RUNNING);
        assertThat(rows.jobView(stayer).outcome()).isNull();
        assertThat(rows.inflight()).isEqualTo(1);
        List<Ended> second = withdrawals.cancel(stayer);
        assertThat(rows.run(run).state()).isEqualTo(State.CANCELLED);
        assertThat(second)
                .as("each outcome has a number of its own")
                .singleElement()
                .satisfies(ended -> assertThat(ended.sequence())
                        .isGreaterThan(first.getFirst().sequence()));
    }

    @Test
    void cancelling_twice_or_after_the_end_changes_nothing() {
        UUID run = rows.queuedRun(tenant);
        UUID job = rows.job(run);
        withdrawals.cancel(job);
        int sequence = rows.run(run).sequence();

        assertThat(withdrawals.cancel(job)).isEmpty();

        assertThat(rows.run(run).sequence()).isEqualTo(sequence);
        assertThat(rows.jobView(job).notices()).hasSize(1);
    }

    @Test
    void a_job_whose_deadline_passed_expires_alone_and_with_the_last_one_its_run() {
        UUID run = rows.queuedRun(tenant);
        UUID late = rows.job(run);
        UUID patient = rows.job(run);
        rows.setDeadline(late, Duration.ofSeconds(-1));
        rows.setDeadline(patient, AHEAD);

        assertThat(withdrawals.expireDue())
                .extracting(Ended::jobId, Ended::state)
                .containsExactly(Tuple.tuple(late, State.EXPIRED));
        assertThat(withdrawals.expireDue()).isEmpty();
        assertThat(rows.run(run).state()).isEqualTo(State.QUEUED);

        rows.setDeadline(patient, Duration.ZERO);
        assertThat(withdrawals.expireDue()).hasSize(1);
        assertThat(rows.run(run).state()).isEqualTo(State.EXPIRED);
        assertThat(rows.jobView(late).errorCode()).isEqualTo("deadline_exceeded");
    }
}
