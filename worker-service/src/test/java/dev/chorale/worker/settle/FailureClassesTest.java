package dev.chorale.worker.settle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.common.db.TestDatabase;
import dev.chorale.common.db.TestRows;
import dev.chorale.common.job.Ids;
import dev.chorale.common.job.State;
import dev.chorale.common.time.Monotonic;
import dev.chorale.worker.settle.Outcome.Cause;
import dev.chorale.worker.settle.Outcome.Trouble;
import dev.chorale.worker.settle.Settler.CacheLife;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
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
            settler.settle(new Held(fence, tenant, "synthesis", 1, 0, "key", BUILDS), full, BUILDS, () -> true);
        }
        assertThat(IntStream.range(0, 500).filter(i -> budget.take()).count()).isEqualTo(RetryBudget.ALWAYS);
    }

    private void settle(UUID run, Outcome outcome) throws InterruptedException {
        settler.settle(held(run, 0), outcome, BUILDS, () -> true);
    }

    private Held held(UUID run, int suspicion) {
        return new Held(new Fence(run, worker, 1), tenant, "synthesis", 1, suspicion, "key", BUILDS);
    }
}
