package dev.chorale.worker.keep;

import dev.chorale.common.job.Ids;
import dev.chorale.common.speech.Utterance;
import dev.chorale.common.time.Monotonic;
import dev.chorale.worker.engine.EngineCard;
import dev.chorale.worker.settle.Held;
import dev.chorale.worker.settle.Settler.CacheLife;
import dev.chorale.worker.speak.SegmentShelf;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import org.jdbi.v3.core.Jdbi;

/** Gives each run the segments that its tenant had spoken before. */
@Singleton
public final class SegmentKeeper {
    private final SegmentRows rows;
    private final Tools tools;

    /** What every run's shelf needs. */
    record Tools(PcmShelf objects, Ids ids, Monotonic clock, MeterRegistry meters) {
        void count(String result) {
            meters.counter("chorale.cache.requests", "result", result, "tier", "segment")
                    .increment();
        }
    }

    public SegmentKeeper(
            Jdbi db, PcmShelf objects, Ids ids, Monotonic clock, MeterRegistry meters, CacheLife cacheLife) {
        this.rows = new SegmentRows(db, cacheLife.length());
        this.tools = new Tools(objects, ids, clock, meters);
    }

    /** @param engine that will speak what is not there */
    public SegmentShelf of(Held held, Utterance utterance, EngineCard engine) {
        return new SegmentsOfRun(held, utterance, engine, rows, tools);
    }
}
