package dev.chorale.worker.settle;

import dev.chorale.common.job.Ids;
import dev.chorale.common.time.Monotonic;
import dev.chorale.common.time.Pause;
import dev.chorale.worker.settle.Settler.CacheLife;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.random.RandomGenerator;
import org.jdbi.v3.core.Jdbi;

/** The room as production wires it, for tests of other rooms. */
public final class SettleRoom {
    private SettleRoom() {}

    /** What the room stands on. */
    public record Ground(
            Outcomes outcomes, AudioShelf shelf, Ids ids, Monotonic clock, Pause pause, RandomGenerator random) {}

    public static Outcomes outcomes(Jdbi db) {
        return new PostgresOutcomes(db);
    }

    public static Settler open(Ground ground, MeterRegistry meters, CacheLife life) {
        return new Settler(
                new Storing(ground.shelf(), ground.ids(), ground.pause(), ground.clock(), ground.random()),
                new Commits(ground.outcomes(), ground.pause(), ground.random()),
                (state, jobs) -> {},
                meters,
                ground.random(),
                life,
                new RetryBudget(ground.clock()));
    }
}
