package dev.chorale.worker.supervise;

import dev.chorale.worker.engine.EngineTime;
import dev.chorale.worker.engine.http.Attendant;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.Supplier;

/** The processes of one engine that this worker starts itself, one for each address. */
public final class Supervisor implements Attendant.Maker, AutoCloseable {
    private final Plan plan;
    private final Map<String, EngineProcess> processes = new LinkedHashMap<>();

    /**
     * What an operator says.
     *
     * @param engine its name in voices
     * @param command for the shell; {@code {host}}, {@code {port}} and {@code {index}} stand for what each process has
     * @param startLimit until a process must be ready
     */
    public record Plan(String engine, String command, Duration startLimit) {
        String commandFor(URI address, int index) {
            String host = address.getHost().replaceAll("[\\[\\]]", "");
            int port = address.getPort() >= 0 ? address.getPort() : 80;
            return command.replace("{host}", host)
                    .replace("{port}", Integer.toString(port))
                    .replace("{index}", Integer.toString(index));
        }
    }

    /**
     * Starts nothing yet.
     *
     * @param memory finds what tells the used share of a process's GPU memory, 0..1, where it can be seen
     * @throws IllegalArgumentException if there is no address to start a process for
     */
    public Supervisor(
            Plan plan,
            List<URI> addresses,
            Function<URI, Supplier<OptionalDouble>> memory,
            EngineTime time,
            MeterRegistry meters) {
        if (addresses.isEmpty()) {
            throw new IllegalArgumentException(
                    "chorale.worker.engines." + plan.engine() + ".command: set (expected none without url)");
        }
        this.plan = plan;
        for (Reason reason : Reason.values()) {
            count(meters, reason, 0);
        }
        addresses.forEach(address -> processes.put(
                address.getAuthority(),
                new EngineProcess(
                        address,
                        plan.commandFor(address, processes.size()),
                        Rhythm.of(plan.startLimit()),
                        memory.apply(address),
                        reason -> count(meters, reason, 1),
                        time)));
    }

    private void count(MeterRegistry meters, Reason reason, int times) {
        meters.counter("chorale.engine.restarts", "engine", plan.engine(), "reason", reason.word())
                .increment(times);
    }

    /** Starts all of them, and returns at once. To be called once. */
    public void start() {
        processes.values().forEach(EngineProcess::start);
    }

    /** Texts of callers are sent from now on. */
    public void inUse() {
        processes.values().forEach(EngineProcess::inUse);
    }

    @Override
    public Attendant of(URI address) {
        return Objects.requireNonNull(processes.get(address.getAuthority())).attendant();
    }

    @Override
    public Duration patience() {
        return plan.startLimit();
    }

    /** Ends all of them, and returns when they are gone: after some seconds at most. May be called again. */
    @Override
    public void close() {
        processes.values().forEach(EngineProcess::stop);
        try {
            for (EngineProcess process : processes.values()) {
                process.awaitEnd();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
