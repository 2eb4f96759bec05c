package dev.chorale.worker.claim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.common.db.TestDatabase;
import dev.chorale.common.db.TestRows;
import dev.chorale.common.job.State;
import dev.chorale.worker.settle.Held;
import dev.chorale.worker.settle.Outcome.Trouble;
import dev.chorale.worker.settle.Outcomes;
import dev.chorale.worker.settle.SettleRoom;
import dev.chorale.worker.settle.Settlement;
import dev.chorale.worker.settle.Settler;
import dev.chorale.worker.sim.Host;
import dev.chorale.worker.sim.World;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

class DrainTest {
    private static final int RUNS = 8;
    private static final ClaimSettings SETTINGS = new ClaimSettings(
            RUNS, Duration.ofMinutes(1), Duration.ZERO, true, Duration.ofSeconds(2), 1, Map.of(TestRows.ENGINE, ""));

    private final Jdbi db = TestDatabase.fresh();
    private final TestRows rows = new TestRows(db);
    private final UUID worker = rows.worker(60);
    private final UUID tenant = rows.tenant();
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final Slots slots = new Slots(SETTINGS, meters);
    private final RunningRuns running = new RunningRuns();
    private final WorkerRows workers = new PostgresWorkerRows(db, SETTINGS);

    @Test
    void a_run_that_is_being_settled_when_the_time_is_over_is_given_back_before_the_worker_goes() throws Exception {
        UUID speaking = begun().held().fence().run();
        RunningRun settling = begun();
        assertThat(settling.beginSettling()).isTrue();

        drain(SettleRoom.outcomes(db)).leave(Duration.ZERO, Duration.ZERO);

        assertThat(rows.count("SELECT count(*) FROM worker")).isZero();
        assertThat(List.of(speaking, settling.held().fence().run()))
                .extracting(rows::stateOf)
                .containsOnly(State.QUEUED);
        assertThat(rows.count("SELECT sum(attempts) FROM run")).isZero();
    }

    @Test
    void a_run_that_is_being_settled_may_end_while_the_others_are_given_back_already() throws Exception {
        UUID speaking = begun().held().fence().run();
        RunningRun settling = begun();
        assertThat(settling.beginSettling()).isTrue();
        Thread leaving = Thread.ofVirtual().start(() -> leave(Duration.ofSeconds(20)));

        rows.awaitCount(1, "SELECT count(*) FROM run WHERE state = 'queued' AND id = ?", speaking);
        assertThat(rows.stateOf(settling.held().fence().run())).isEqualTo(State.RUNNING);

        slots.giveBack(2);
        assertThat(leaving.join(Duration.ofSeconds(20))).isTrue();
        assertThat(rows.stateOf(settling.held().fence().run())).isEqualTo(State.QUEUED);
    }

    private void leave(Duration ending) {
        try {
            drain(SettleRoom.outcomes(db)).leave(Duration.ZERO, ending);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void runs_are_given_back_all_at_once() throws Exception {
        for (int i = 0; i < RUNS; i++) {
            begun();
        }
        drain(new Together(SettleRoom.outcomes(db))).leave(Duration.ZERO, Duration.ZERO);

        assertThat(rows.count("SELECT count(*) FROM run WHERE state = 'queued'"))
                .isEqualTo(RUNS);
    }

    /** None is given back before all are about to be. */
    private record Together(Outcomes outcomes, CyclicBarrier all) implements Outcomes {
        Together(Outcomes outcomes) {
            this(outcomes, new CyclicBarrier(RUNS));
        }

        @Override
        public Settlement giveBack(Held held, Trouble trouble, Duration wait) {
            try {
                all.await(20, TimeUnit.SECONDS);
            } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
                throw new IllegalStateException(e);
            }
            return outcomes.giveBack(held, trouble, wait);
        }

        @Override
        public Settlement succeed(Held held, Kept kept, Duration cachedFor) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Settlement fail(Held held, Trouble trouble) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Settlement retry(Held held, Trouble trouble, Duration wait) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Settlement suspect(Held held, Trouble trouble, Duration wait) {
            throw new UnsupportedOperationException();
        }
    }

    private RunningRun begun() {
        UUID run = rows.runningRun(tenant, worker, 1);
        Held held = workers.strays(worker, List.of()).stream()
                .filter(stray -> stray.fence().run().equals(run))
                .findFirst()
                .orElseThrow();
        assertThat(slots.takeUpTo(1)).isEqualTo(1);
        RunningRun begun = new RunningRun(held, TestRows.ENGINE, null);
        running.add(begun);
        return begun;
    }

    private Drain drain(Outcomes outcomes) {
        World world = new World(1, Set.of(), false);
        Lease lease = new Lease(System::nanoTime, SETTINGS, meters);
        lease.renewed(worker, System.nanoTime());
        Settler settler = SettleRoom.open(
                new SettleRoom.Ground(
                        outcomes,
                        world.shelf(new Host("test")),
                        world.ids(),
                        System::nanoTime,
                        length -> {},
                        world.chance().random()),
                meters,
                new Settler.CacheLife(Duration.ZERO));
        return new Drain(
                slots, running, workers, lease, settler, Thread.ofVirtual().factory());
    }
}
