package dev.chorale.worker.limit;

import dev.chorale.common.time.Monotonic;
import dev.chorale.worker.engine.http.Limiter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.InstantSource;
import java.util.OptionalDouble;

/** Makes a limiter for each engine process, from where it stood when it was last worked with. */
@Singleton
public final class Limits {
    private final StandingStore store;
    private final InstantSource wall;
    private final Monotonic clock;
    private final MeterRegistry meters;

    Limits(StandingStore store, InstantSource wall, Monotonic clock, MeterRegistry meters) {
        this.store = store;
        this.wall = wall;
        this.clock = clock;
        this.meters = meters;
    }

    /**
     * @param engine its name in voices
     * @param build what a process runs; what was found holds only for the same
     * @return finds how many calls at once each process of the engine does well
     */
    public Limiter.Maker finding(String engine, String build) {
        return (address, first) -> found(engine, build + "@" + address, address, first);
    }

    private Limiter found(String engine, String process, URI address, int first) {
        Standing standing =
                store.find(process).orElseGet(() -> Standing.unknown().startingAt(first));
        Limiter limiter = new KneeLimiter(process, new Knee(standing, wall, OptionalDouble::empty), store, clock);
        Tags tags = Tags.of("engine", engine, "address", address.getHost() + ":" + address.getPort());
        meters.gauge("chorale.engine.limit", tags, limiter, Limiter::limit);
        return limiter;
    }
}
