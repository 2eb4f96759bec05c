package dev.chorale.worker.settle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.common.contract.Rows;
import dev.chorale.common.contract.Rows.JobView;
import dev.chorale.common.db.TestRows;
import dev.chorale.common.job.Ids;
import dev.chorale.common.job.Lane;
import dev.chorale.common.job.State;
import dev.chorale.common.outcome.RunMoves;
import dev.chorale.common.outcome.Withdrawals;
import dev.chorale.common.speech.AudioFormat;
import dev.chorale.worker.settle.Outcome.Cause;
import dev.chorale.worker.settle.Outcome.Finished;
import dev.chorale.worker.settle.Outcome.Trouble;
import dev.chorale.worker.settle.Outcomes.Kept;
import dev.chorale.worker.settle.Settlement.LeaseLost;
import dev.chorale.worker.settle.Settlement.Settled;
import dev.chorale.worker.settle.Settlement.Told;
import dev.chorale.worker.settle.Settler.CacheLife;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What {@link Outcomes} promises on every store, as a settler uses it. */
abstract class SettlerContract {
    private static final Builds BUILDS = new Builds(TestRows.BUILD, TestRows.ENCODER);
    private static final Finished AUDIO =
            new Finished(Path.of("audio.wav"), "ab".repeat(32), 1000, 500, AudioFormat.WAV, 24000, 77, List.of());
    private static final Trouble PASSING = Trouble.of("engine_failed", Cause.PASSING, "it broke");
    private static final Trouble FINAL = Trouble.of("unknown_native_voice", Cause.LASTING, "no such voice");
    private static final Trouble CRASH = Trouble.of("engine_crashed", Cause.CRASHED, "it died");
    private static final Duration LEASE = Duration.ofMinutes(1);

    private final Rows rows;
    private final Outcomes outcomes;
    private final Withdrawals withdrawals;
    private final UUID tenant;
    private final UUID worker;
    private final MemoryShelf shelf = new MemoryShelf();
    private final Settler settler;

    /** @param withdrawals of the same store */
    SettlerContract(Rows rows, Outcomes outcomes, Withdrawals withdrawals) {
        this.rows = rows;
        this.outcomes = outcomes;
        this.withdrawals = withdrawals;
        this.tenant = rows.tenant();
        this.worker = rows.worker(LEASE);
        Random random = new Random(1);
        this.settler = SettleRoom.open(
                new SettleRoom.Ground(
                        outcomes, shelf, new Ids(InstantSource.system(), random), () -> 0, length -> {}, random),
                new SimpleMeterRegistry(),
                new CacheLife(Duration.ofHours(24)));
    }

    @Test
    void audio_ends_the_run_and_its_jobs_charges_each_once_and_is_found_by_others() throws Exception {
        UUID run = rows.runningRun(tenant, worker, 1);
        UUID first = rows.job(run);
        UUID second = rows.job(run);
        assertThat(settle(run, AUDIO)).isInstanceOfSatisfying(Settled.class, s -> {
            assertThat(s.state()).isEqualTo(State.SUCCEEDED);
            assertThat(s.jobs()).extracting(Told::job).containsExactlyInAnyOrder(first, second);
        });
        JobView whole = new JobView(State.SUCCEEDED, null, false, 1, List.of(State.SUCCEEDED));
        assertThat(List.of(rows.jobView(first), rows.jobView(second))).containsOnly(whole);
        assertThat(rows.run(run).state()).isEqualTo(State.SUCCEEDED);
        assertThat(rows.run(run).worker()).isNull();
        assertThat(rows.cached()).isEqualTo(1);
        assertThat(rows.inflight()).isZero();
        assertThat(shelf.keys()).hasSize(1);
    }

    @Test
    void settling_twice_charges_once_and_the_second_object_is_deleted() throws Exception {
        UUID run = rows.runningRun(tenant, worker, 1);
        UUID job = rows.job(run);
        settle(run, AUDIO);
        List<String> kept = shelf.keys();
        assertThat(settle(run, AUDIO)).isInstanceOf(LeaseLost.class);
        assertThat(rows.jobView(job).charges()).isEqualTo(1);
        assertThat(rows.jobView(job).notices()).hasSize(1);
        assertThat(shelf.keys()).isEqualTo(kept);
    }

    @Test
    void an_old_epoch_changes_nothing_and_leaves_no_object() throws Exception {
        UUID run = rows.runningRun(tenant, worker, 1);
        UUID job = rows.job(run);
        rows.setEpoch(run, 2);
        assertNothingHappens(run, job, worker);
    }

    @Test
    void another_workers_run_is_left_alone_even_in_the_same_epoch() throws Exception {
        UUID run = rows.runningRun(tenant, worker, 1);
        assertNothingHappens(run, rows.job(run), rows.worker(LEASE));
    }

    private void assertNothingHappens(UUID run, UUID job, UUID as) throws InterruptedException {
        for (Outcome outcome : List.of(AUDIO, PASSING, FINAL, CRASH)) {
            assertThat(settler.settle(held(run, as, 1, 0), outcome, BUILDS, () -> true))
                    .isInstanceOf(LeaseLost.class);
        }
        assertThat(settler.release(held(run, as, 1, 0), () -> true)).isInstanceOf(LeaseLost.class);
        assertThat(rows.run(run).state()).isEqualTo(State.RUNNING);
        assertThat(rows.jobView(job)).isEqualTo(new JobView(null, null, false, 0, List.of()));
        assertThat(rows.inflight()).isEqualTo(1);
        assertThat(shelf.keys()).isEmpty();
    }

    @Test
    void a_commit_whose_answer_was_lost_is_recognised() {
        UUID run = rows.runningRun(tenant, worker, 1);
        UUID job = rows.job(run);
        Kept kept = new Kept(UUID.randomUUID(), "key", AUDIO);
        Held held = held(run, worker, 1, 0);
        outcomes.succeed(held, kept, Duration.ZERO);
        assertThat(outcomes.succeed(held, kept, Duration.ZERO))
                .isInstanceOfSatisfying(
                        Settled.class,
                        s -> assertThat(s.jobs()).extracting(Told::job).containsExactly(job));
        assertThat(rows.cached()).isZero();
    }

    @Test
    void a_job_that_was_withdrawn_before_keeps_its_outcome_and_is_not_charged() throws Exception {
        UUID run = rows.runningRun(tenant, worker, 1);
        UUID withdrawn = rows.job(run);
        UUID waiting = rows.job(run);
        withdrawals.cancel(withdrawn);
        settle(run, AUDIO);
        assertThat(rows.jobView(withdrawn))
                .isEqualTo(new JobView(State.CANCELLED, null, false, 0, List.of(State.CANCELLED)));
        assertThat(rows.jobView(waiting).outcome()).isEqualTo(State.SUCCEEDED);
    }

    @Test
    void audio_of_another_build_than_promised_is_for_its_own_jobs_only() throws Exception {
        UUID run = rows.runningRun(tenant, worker, 1);
        settler.settle(held(run, worker, 1, 0), AUDIO, new Builds("newer", TestRows.ENCODER), () -> true);
        assertThat(rows.run(run).state()).isEqualTo(State.SUCCEEDED);
        assertThat(rows.cached()).isZero();
    }

    @Test
    void a_final_failure_ends_the_jobs_with_its_code_and_without_a_charge() throws Exception {
        UUID run = rows.runningRun(tenant, worker, 1);
        UUID job = rows.job(run);
        settle(run, FINAL);
        assertThat(rows.run(run).state()).isEqualTo(State.FAILED);
        assertThat(rows.jobView(job))
                .isEqualTo(new JobView(State.FAILED, "unknown_native_voice", false, 0, List.of(State.FAILED)));
        assertThat(rows.inflight()).isZero();
    }

    @Test
    void a_passing_failure_waits_for_another_try_and_joiners_may_still_come() throws Exception {
        UUID run = rows.runningRun(tenant, worker, 1);
        settle(run, PASSING);
        assertThat(rows.run(run).state()).isEqualTo(State.RETRYING);
        assertThat(rows.run(run).attempts()).isEqualTo(1);
        assertThat(rows.run(run).dueIn()).isLessThanOrEqualTo(Duration.ofSeconds(1));
        assertThat(rows.inflight()).isEqualTo(1);
    }

    @Test
    void a_passing_failure_of_the_last_attempt_is_final_and_keeps_its_code() throws Exception {
        UUID run = rows.runningRun(tenant, worker, RunMoves.MOST_ATTEMPTS);
        UUID job = rows.job(run);
        settler.settle(held(run, worker, RunMoves.MOST_ATTEMPTS, 0), PASSING, BUILDS, () -> true);
        assertThat(rows.jobView(job))
                .isEqualTo(new JobView(State.FAILED, "engine_failed", true, 0, List.of(State.FAILED)));
    }

    @Test
    void a_release_charges_no_attempt_and_is_due_at_once() throws Exception {
        UUID run = rows.runningRun(tenant, worker, 1);
        settler.release(held(run, worker, 1, 0), () -> true);
        assertThat(rows.run(run).state()).isEqualTo(State.QUEUED);
        assertThat(rows.run(run).attempts()).isZero();
        assertThat(rows.run(run).epoch()).isEqualTo(1);
        assertThat(rows.run(run).wakeDueIn()).isLessThanOrEqualTo(Duration.ZERO);
    }

    @Test
    void an_overloaded_engine_costs_no_attempt_and_its_wait_is_kept() throws Exception {
        UUID run = rows.runningRun(tenant, worker, 1);
        settle(run, new Trouble("engine_overloaded", Cause.OVERLOADED, "full", Duration.ofSeconds(40), 0));
        assertThat(rows.run(run).state()).isEqualTo(State.QUEUED);
        assertThat(rows.run(run).attempts()).isZero();
        assertThat(rows.run(run).dueIn()).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(40));
        assertThat(rows.run(run).wakeDueIn()).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(40));
    }

    @Test
    void a_crash_costs_no_attempt_and_casts_suspicion() throws Exception {
        UUID run = rows.runningRun(tenant, worker, 1);
        settle(run, CRASH);
        assertThat(rows.run(run).state()).isEqualTo(State.RETRYING);
        assertThat(rows.run(run).attempts()).isZero();
        assertThat(rows.run(run).suspicion()).isEqualTo(1);
    }

    @Test
    void a_run_whose_engine_dies_also_when_it_is_alone_is_poison() throws Exception {
        UUID run = rows.runningRun(tenant, worker, 1);
        UUID job = rows.job(run);
        settler.settle(held(run, worker, 1, Held.TRIED_ALONE_FROM), CRASH, BUILDS, () -> true);
        assertThat(rows.jobView(job)).isEqualTo(new JobView(State.FAILED, "poison", false, 0, List.of(State.FAILED)));
    }

    private Settlement settle(UUID run, Outcome outcome) throws InterruptedException {
        return settler.settle(held(run, worker, 1, 0), outcome, BUILDS, () -> true);
    }

    private Held held(UUID run, UUID as, int attempts, int suspicion) {
        String key = rows.run(run).cacheKey();
        return new Held(new Fence(run, as, 1), tenant, "synthesis", Lane.STANDARD, attempts, suspicion, key, BUILDS);
    }
}
