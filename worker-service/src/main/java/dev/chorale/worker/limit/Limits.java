package dev.chorale.worker.limit;

import dev.chorale.common.time.Monotonic;
import dev.chorale.worker.engine.http.Limiter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.InstantSource;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.Supplier;

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
     * @param process names what a process runs, where and on what; what was found holds only for the same
     * @param memory finds what tells the used share of a process's GPU memory, 0..1, where it can be seen
     * @return finds how many calls at once each process of the engine does well
     */
    public Limiter.Maker finding(
            String engine, Function<URI, String> process, Function<URI, Supplier<OptionalDouble>> memory) {
        return (address, first) -> found(engine, process.apply(address), address, first, memory.apply(address));
    }

    private Limiter found(String engine, String process, URI address, int first, Supplier<OptionalDouble> memory) {
        Standing standing =
                store.find(process).orElseGet(() -> Standing.unknown().startingAt(first));
        store.keep(process, standing);
        store.belongs(process, engine);
        Knee knee = new Knee(standing, wall, () -> percent(memory.get()));
        Limiter limiter = new KneeLimiter(process, knee, store, clock);
        Tags tags = Tags.of("engine", engine, "address", address.getHost() + ":" + address.getPort());
        meters.gauge("chorale.engine.limit", tags, limiter, Limiter::limit);
        return limiter;
    }

    private static OptionalDouble percent(OptionalDouble share) {
        return share.isPresent() ? OptionalDouble.of(share.getAsDouble() * 100) : share;
    }
}
