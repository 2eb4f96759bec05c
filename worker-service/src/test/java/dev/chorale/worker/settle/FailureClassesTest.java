package dev.chorale.worker.settle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.common.db.TestDatabase;
import dev.chorale.common.db.TestRows;
import dev.chorale.common.job.Ids;
import dev.chorale.common.job.Lane;
import dev.chorale.common.job.State;
import dev.chorale.common.outcome.RunMoves;
import dev.chorale.common.time.Monotonic;
import dev.chorale.worker.settle.Outcome.Cause;
import dev.chorale.worker.settle.Outcome.Trouble;
import dev.chorale.worker.settle.Settler.CacheLife;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/** What follows from each class of failure, and who pays for it. */
class FailureClassesTest {
    private static final Builds BUILDS = new Builds(TestRows.BUILD, TestRows.ENCODER);
    private static final Trouble CRASH = Trouble.of("engine_crashed", Cause.CRASHED, "it died");

    private final Jdbi db = TestDatabase.fresh();
    private final TestRows rows = new TestRows(db);
    private final UUID tenant = rows.tenant();
    private final UUID worker = rows.worker(60);
    private final Random random = new Random(1);
    private final Monotonic clock = Monotonic.system();
    private final RetryBudget budget = new RetryBudget(clock);
    private final Settler settler = new Settler(
            new Storing(new MemoryShelf(), new Ids(InstantSource.system(), random), length -> {}, clock, random),
            new Commits(new PostgresOutcomes(db), length -> {}, random),
            (state, jobs) -> {},
            new SimpleMeterRegistry(),
            random,
            new CacheLife(Duration.ofHours(24)),
            budget);

    @Test
    void a_run_whose_engine_dies_also_when_it_is_alone_is_poison() throws Exception {
        UUID run = rows.runningRun(tenant, worker, 1);
        UUID job = rows.job(run);
        settler.settle(held(run, Held.TRIED_ALONE_FROM), CRASH, BUILDS, () -> true);
        assertThat(rows.stateOf(run)).isEqualTo(State.FAILED);
        assertThat(rows.text("SELECT error_code FROM job WHERE NOT error_retryable AND id = ?", job))
                .isEqualTo("poison");
        assertThat(rows.count("SELECT count(*) FROM dead_letter WHERE id = ?", job))
                .isOne();
    }

    @Test
    void a_run_that_kept_more_segments_than_before_has_all_its_attempts_again_and_one_that_did_not_has_none()
            throws Exception {
        UUID forward = rows.runningRun(tenant, worker, RunMoves.MOST_ATTEMPTS);
        UUID stuck = rows.runningRun(tenant, worker, RunMoves.MOST_ATTEMPTS);
        kept(forward, 1);
        kept(stuck, 1);
        db.useHandle(h -> h.execute("UPDATE run SET segments = 1 WHERE id = ?", stuck));
        Trouble broke = Trouble.of("engine_failed", Cause.PASSING, "it broke");
        for (UUID run : List.of(forward, stuck)) {
            settler.settle(held(run, RunMoves.MOST_ATTEMPTS, 0), broke, BUILDS, () -> true);
        }

        assertThat(rows.stateOf(forward)).isEqualTo(State.RETRYING);
        assertThat(rows.count("SELECT count(*) FROM run WHERE id = ? AND attempts = 0 AND segments = 1", forward))
                .isOne();
        assertThat(rows.stateOf(stuck)).isEqualTo(State.FAILED);
    }

    @Test
    void what_this_worker_does_not_know_is_left_to_those_of_the_build_it_was_meant_for() throws Exception {
        UUID run = rows.runningRun(tenant, worker, 1);
        Trouble unknown = Trouble.of("unknown_native_voice", Cause.UNKNOWN_HERE, "no such voice");
        settler.settle(held(run, 1, 0), unknown, new Builds("older", TestRows.ENCODER), () -> true);

        assertThat(rows.stateOf(run)).isEqualTo(State.QUEUED);
        assertThat(rows.count("SELECT count(*) FROM run WHERE id = ? AND attempts = 0", run))
                .isOne();
    }

    @Test
    void what_those_do_not_know_either_fails_for_good() throws Exception {
        UUID run = rows.runningRun(tenant, worker, 1);
        UUID job = rows.job(run);
        Trouble unknown = Trouble.of("unknown_native_voice", Cause.UNKNOWN_HERE, "no such voice");
        settler.settle(held(run, 1, 0), unknown, BUILDS, () -> true);

        assertThat(rows.stateOf(run)).isEqualTo(State.FAILED);
        assertThat(rows.count("SELECT count(*) FROM job WHERE NOT error_retryable AND id = ?", job))
                .isOne();
    }

    @Test
    void a_crash_behind_a_step_forward_is_the_first_again_also_of_a_run_that_was_alone() throws Exception {
        UUID run = rows.runningRun(tenant, worker, 1);
        db.useHandle(h -> h.execute("UPDATE run SET suspicion = ? WHERE id = ?", Held.TRIED_ALONE_FROM, run));
        kept(run, 1);
        settler.settle(held(run, Held.TRIED_ALONE_FROM), CRASH, BUILDS, () -> true);

        assertThat(rows.stateOf(run)).isEqualTo(State.RETRYING);
        assertThat(rows.count("SELECT count(*) FROM run WHERE id = ? AND suspicion = 1 AND segments = 1", run))
                .isOne();
    }

    @Test
    void a_crash_of_a_suspect_that_spoke_one_segment_at_a_time_is_the_next_whatever_it_kept_before() throws Exception {
        UUID run = rows.runningRun(tenant, worker, 1);
        db.useHandle(h -> h.execute("UPDATE run SET suspicion = 1 WHERE id = ?", run));
        kept(run, 1);
        settler.settle(
                held(run, 1), Trouble.of(CRASH.code(), Cause.CRASHED_AGAIN, CRASH.message()), BUILDS, () -> true);

        assertThat(rows.stateOf(run)).isEqualTo(State.RETRYING);
        assertThat(rows.count("SELECT count(*) FROM run WHERE id = ? AND suspicion = 2 AND segments = 1", run))
                .isOne();
    }

    private void kept(UUID run, int segments) {
        db.useHandle(h ->
                h.createUpdate("""
                INSERT INTO segment (tenant_id, segment_key, run_id, object_key, sha256, bytes, created_at, expires_at)
                SELECT tenant_id, replace(id::text, '-', '') || lpad(n::text, 32, '0'), id, id || '/' || n,
                       repeat('ab', 32), 10, now(), now() + interval '1 hour'
                FROM run, generate_series(1, :segments) AS n
                WHERE id = :run
                """).bind("run", run).bind("segments", segments).execute());
    }

    @Test
    void every_try_is_recorded_with_its_end_its_cause_and_the_engines_time() throws Exception {
        UUID run = rows.runningRun(tenant, worker, 1);
        settle(run, new Trouble("engine_failed", Cause.PASSING, "it broke", Duration.ZERO, 321));
        assertThat(rows.count("""
                SELECT count(*)
                FROM attempt
                WHERE ending = 'retrying'
                  AND charged
                  AND host = 'localhost'
                  AND code = 'engine_failed'
                  AND engine_ms = 321
                  AND ended_at >= began_at
                """)).isOne();
    }

    @Test
    void a_run_that_comes_back_from_overload_again_and_again_is_one_first_try() throws Exception {
        Trouble full = Trouble.of("engine_overloaded", Cause.OVERLOADED, "full");
        for (int epoch = 1; epoch <= 300; epoch++) {
            Fence fence = new Fence(UUID.randomUUID(), worker, epoch);
            settler.settle(
                    new Held(fence, tenant, "synthesis", Lane.STANDARD, 1, 0, "key", BUILDS), full, BUILDS, () -> true);
        }
        assertThat(IntStream.range(0, 500).filter(i -> budget.take()).count()).isEqualTo(RetryBudget.ALWAYS);
    }

    private void settle(UUID run, Outcome outcome) throws InterruptedException {
        settler.settle(held(run, 0), outcome, BUILDS, () -> true);
    }

    private Held held(UUID run, int suspicion) {
        return held(run, 1, suspicion);
    }

    private Held held(UUID run, int attempts, int suspicion) {
        return new Held(
                new Fence(run, worker, 1), tenant, "synthesis", Lane.STANDARD, attempts, suspicion, "key", BUILDS);
    }
}
