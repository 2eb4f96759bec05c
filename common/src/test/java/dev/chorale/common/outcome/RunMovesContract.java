package dev.chorale.common.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.common.contract.Rows;
import dev.chorale.common.contract.Rows.JobView;
import dev.chorale.common.contract.Rows.RunView;
import dev.chorale.common.job.Lane;
import dev.chorale.common.job.State;
import dev.chorale.common.outcome.RunMoves.Revoked;
import dev.chorale.common.wire.WakeUp;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What {@link RunMoves} promises on every store. */
abstract class RunMovesContract {
    private static final Duration AHEAD = Duration.ofHours(1);
    /** By so little that it ended after the database's server was up, however young that is. */
    private static final Duration OVER = Duration.ofMillis(-20);

    private final Rows rows;
    private final RunMoves moves;
    private final UUID tenant;

    RunMovesContract(Rows rows, RunMoves moves) {
        this.rows = rows;
        this.moves = moves;
        this.tenant = rows.tenant();
    }

    @Test
    void a_run_of_a_worker_whose_lease_ran_out_is_tried_again_under_a_new_epoch() {
        UUID run = rows.runningRun(tenant, rows.worker(OVER), 1);
        UUID job = rows.job(run);
        assertThat(moves.revokeLost(100)).singleElement().satisfies(r -> {
            assertThat(r.runId()).isEqualTo(run);
            assertThat(r.state()).isEqualTo(State.RETRYING);
            assertThat(r.waiting()).containsExactly(job);
            assertThat(r.ended()).isEmpty();
        });
        RunView revoked = rows.run(run);
        assertThat(revoked.state()).isEqualTo(State.RETRYING);
        assertThat(revoked.epoch()).isEqualTo(2);
        assertThat(revoked.worker()).isNull();
        assertThat(revoked.errorCode()).isEqualTo(RunMoves.WORKER_LOST);
        assertThat(revoked.dueIn()).isBetween(Duration.ofSeconds(-5), Duration.ZERO);
    }

    @Test
    void a_run_of_a_worker_that_is_gone_is_revoked() {
        UUID run = rows.runningRun(tenant, UUID.randomUUID(), 1);
        assertThat(moves.revokeLost(100)).extracting(Revoked::runId).containsExactly(run);
    }

    @Test
    void a_run_of_a_living_worker_is_left_alone() {
        UUID run = rows.runningRun(tenant, rows.worker(AHEAD), 1);
        assertThat(moves.revokeLost(100)).isEmpty();
        assertThat(rows.run(run).state()).isEqualTo(State.RUNNING);
    }

    @Test
    void a_run_that_was_lost_in_its_last_attempt_fails_with_its_jobs() {
        UUID run = rows.runningRun(tenant, rows.worker(OVER), RunMoves.MOST_ATTEMPTS);
        UUID job = rows.job(run);
        assertThat(moves.revokeLost(100)).singleElement().satisfies(r -> {
            assertThat(r.state()).isEqualTo(State.FAILED);
            assertThat(r.waiting()).isEmpty();
            assertThat(r.ended())
                    .singleElement()
                    .satisfies(e -> assertThat(e.jobId()).isEqualTo(job));
        });
        assertThat(rows.jobView(job))
                .isEqualTo(new JobView(State.FAILED, RunMoves.WORKER_LOST, true, 0, List.of(State.FAILED)));
        assertThat(rows.inflight()).isZero();
    }

    @Test
    void revoking_twice_finds_nothing_the_second_time_and_the_limit_holds() {
        UUID lost = rows.worker(OVER);
        rows.runningRun(tenant, lost, 1);
        rows.runningRun(tenant, lost, 1);
        assertThat(moves.revokeLost(1)).hasSize(1);
        assertThat(moves.revokeLost(100)).hasSize(1);
        assertThat(moves.revokeLost(100)).isEmpty();
    }

    @Test
    void a_retry_that_is_due_goes_back_into_the_queue_and_is_to_be_announced_at_once() {
        UUID due = rows.queuedRun(tenant);
        UUID later = rows.queuedRun(tenant);
        rows.setRetrying(due, OVER);
        rows.setRetrying(later, AHEAD);
        assertThat(moves.requeueDue(100)).isEqualTo(1);
        assertThat(rows.run(due).state()).isEqualTo(State.QUEUED);
        assertThat(rows.run(due).wakeDueIn()).isLessThanOrEqualTo(Duration.ZERO);
        assertThat(rows.run(later).state()).isEqualTo(State.RETRYING);
        assertThat(moves.requeueDue(100)).isZero();
    }

    @Test
    void a_queued_run_is_announced_when_that_is_due_and_then_put_off() {
        UUID run = rows.queuedRun(tenant);
        rows.runningRun(tenant, rows.worker(AHEAD), 1);
        assertThat(moves.announceDue(100, Duration.ofSeconds(5)))
                .extracting(WakeUp::run)
                .containsExactly(run);
        assertThat(rows.run(run).wakeDueIn()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(5));
        assertThat(moves.announceDue(100, Duration.ofSeconds(5))).isEmpty();
    }

    @Test
    void a_run_is_put_off_twice_as_far_each_time_up_to_eight_times() {
        UUID run = rows.queuedRun(tenant);
        Duration shortest = Duration.ofNanos(1);
        moves.announceDue(1, shortest);
        moves.announceDue(1, shortest);
        moves.announceDue(1, Duration.ofHours(1));
        assertThat(rows.run(run).wakeDueIn()).isBetween(Duration.ofHours(3), Duration.ofHours(4));
    }

    @Test
    void a_run_that_was_begun_before_is_announced_ahead_of_the_backlog() {
        UUID again = rows.queuedRun(tenant);
        rows.setEpoch(again, 1);
        assertThat(moves.announceDue(100, Duration.ofSeconds(5)))
                .extracting(WakeUp::lane)
                .containsExactly(Lane.INTERACTIVE.wireName());
    }
}
