package dev.chorale.worker;

import dev.chorale.worker.WorkerSettings.Engine;
import dev.chorale.worker.engine.EngineTime;
import dev.chorale.worker.engine.http.Attendant;
import dev.chorale.worker.memory.Memory;
import dev.chorale.worker.supervise.Supervisor;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What this worker does for the processes of one engine beside calling them: it reads their memory, starts and ends them. */
final class EngineHost implements AutoCloseable {
    private final Memory memory;
    private final Optional<Supervisor> supervisor;

    /**
     * Begins nothing yet.
     *
     * @param settings null: it has none
     * @throws IllegalArgumentException if a setting cannot be
     */
    EngineHost(EngineEntry entry, @Nullable Engine settings, EngineTime time, MeterRegistry meters) {
        List<URI> addresses = entry.addresses();
        Optional<Engine> given = Optional.ofNullable(settings);
        this.memory = new Memory(
                new Memory.Named(
                        "chorale.worker.engines." + entry.name(),
                        given.flatMap(Engine::memoryUrl).orElse(List.of()),
                        given.flatMap(Engine::memoryGpu).orElse(List.of())),
                addresses,
                time);
        this.supervisor = given.flatMap(engine -> engine.command()
                .map(command -> new Supervisor(
                        new Supervisor.Plan(entry.name(), command, engine.startLimit()),
                        addresses,
                        memory::of,
                        time,
                        meters)));
        if (given.flatMap(Engine::memoryUrl).isPresent()) {
            addresses.forEach(address -> show(entry.name(), address, meters));
        }
    }

    private void show(String engine, URI address, MeterRegistry meters) {
        Supplier<OptionalDouble> share = memory.of(address);
        Gauge.builder("chorale.engine.memory", () -> share.get().orElse(Double.NaN))
                .tags("engine", engine, "address", address.getAuthority())
                .strongReference(true)
                .register(meters);
    }

    /** Starts the processes that it shall start, and returns at once. */
    void start() {
        supervisor.ifPresent(Supervisor::start);
    }

    /** What tells the used share of a process's GPU memory, 0..1. */
    Supplier<OptionalDouble> memoryOf(URI process) {
        return memory.of(process);
    }

    /** The model of a process's GPU, where it is told. */
    Optional<String> modelOf(URI process) {
        return memory.modelOf(process);
    }

    Attendant.Maker attendants() {
        return memory.readBeside(supervisor.<Attendant.Maker>map(s -> s).orElseGet(Attendant::nobody));
    }

    /** Texts of callers are sent from now on. */
    void inUse() {
        supervisor.ifPresent(Supervisor::inUse);
    }

    /** Ends the processes that it started, and returns when they are gone: after some seconds at most. */
    @Override
    public void close() {
        supervisor.ifPresent(Supervisor::close);
    }
}
