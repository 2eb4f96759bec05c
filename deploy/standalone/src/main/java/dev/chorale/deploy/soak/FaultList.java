package dev.chorale.deploy.soak;

import dev.chorale.deploy.fault.Interference;
import dev.chorale.deploy.launch.Failure;
import dev.chorale.deploy.soak.Stage.Arrow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Everything that breaks in a soak. */
final class FaultList {
    private static final Duration BEYOND_THE_LEASE = Stage.LEASE.plusSeconds(3);
    private static final Duration A_WHILE = Duration.ofSeconds(4);
    private static final Interference REFUSE = new Interference.Refuse();

    private FaultList() {}

    /** @param names those that are wanted; empty: all that this engine can suffer */
    static List<Fault> of(List<String> names, Speech speech) {
        List<Fault> faults = new ArrayList<>(processes());
        faults.addAll(links());
        if (speech instanceof Speech.Simulated) {
            faults.addAll(engine());
        }
        names.stream()
                .filter(name -> faults.stream().noneMatch(fault -> fault.name().equals(name)))
                .findFirst()
                .ifPresent(unknown -> {
                    throw new Failure("--faults: " + unknown + " (expected some of " + namesOf(faults) + ")");
                });
        return faults.stream()
                .filter(fault -> names.isEmpty() || names.contains(fault.name()))
                .toList();
    }

    private static List<Fault> processes() {
        return List.of(
                new ProcessFaults.KillWorker(),
                new ProcessFaults.FreezeWorker(),
                new ProcessFaults.KillApi(),
                new ProcessFaults.KillKafka(),
                new ProcessFaults.FreezeKafka(),
                new ProcessFaults.KillPostgres(),
                new ProcessFaults.KillS3());
    }

    private static List<Fault> links() {
        return List.of(
                new LinkFault("cut-worker-postgres", Arrow.WORKER_TO_POSTGRES, REFUSE, true, BEYOND_THE_LEASE),
                new LinkFault("mute-worker-postgres", Arrow.WORKER_TO_POSTGRES, mute(), false, BEYOND_THE_LEASE),
                new LinkFault("cut-kafka", Arrow.TO_KAFKA, REFUSE, true, BEYOND_THE_LEASE),
                new LinkFault("mute-kafka", Arrow.TO_KAFKA, mute(), false, BEYOND_THE_LEASE),
                new LinkFault("cut-worker-s3", Arrow.WORKER_TO_S3, REFUSE, true, A_WHILE),
                new LinkFault("mute-worker-s3", Arrow.WORKER_TO_S3, mute(), false, A_WHILE),
                new LinkFault(
                        "tear-worker-s3", Arrow.WORKER_TO_S3, new Interference.CloseAfter(20_000), false, A_WHILE));
    }

    private static List<Fault> engine() {
        return List.of(
                new ProcessFaults.KillEngine(),
                new LinkFault("cut-engine", Arrow.WORKER_TO_ENGINE, REFUSE, true, A_WHILE),
                new LinkFault("mute-engine", Arrow.WORKER_TO_ENGINE, mute(), false, A_WHILE),
                new EngineFault("engine-errs", "{\"rates\":{\"error\":0.3}}", "error", A_WHILE),
                new EngineFault("engine-is-busy", "{\"rates\":{\"busy\":0.5}}", "busy", A_WHILE),
                new EngineFault("engine-resets", "{\"rates\":{\"reset\":0.3}}", "reset", A_WHILE),
                new EngineFault("engine-hangs", "{\"rates\":{\"hang\":0.2}}", "hang", Duration.ofSeconds(6)),
                new EngineFault("engine-is-silent", "{\"rates\":{\"silence\":0.2}}", "silence", A_WHILE),
                new EngineFault("engine-stops-short", "{\"rates\":{\"truncation\":0.3}}", "truncation", A_WHILE),
                new EngineFault("engine-crashes", "{\"next\":[\"crash\"],\"restart_ms\":1500}", "crash", A_WHILE),
                new EngineFault("engine-crawls", "{\"delay_ms\":2500}", "spoken", Duration.ofSeconds(6)));
    }

    private static Interference mute() {
        return Interference.HalfOpen.both();
    }

    private static List<String> namesOf(List<Fault> faults) {
        return faults.stream().map(Fault::name).toList();
    }
}
