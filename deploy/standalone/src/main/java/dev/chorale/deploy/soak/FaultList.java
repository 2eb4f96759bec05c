package dev.chorale.deploy.soak;

import dev.chorale.deploy.fault.Interference;
import dev.chorale.deploy.launch.Failure;
import dev.chorale.deploy.soak.Arrows.To;
import dev.chorale.deploy.soak.KillAt.Service;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;

/**
 * Everything that breaks in a soak, in strands: within a strand one fault follows the other, the strands go on at the same
 * time.
 */
final class FaultList {
    private static final Duration BEYOND_THE_LEASE = OwnStage.LEASE.plusSeconds(3);
    private static final Duration A_WHILE = Duration.ofSeconds(4);
    private static final Duration A_MINUTE = Duration.ofSeconds(60);

    /** Longer than callers wait for an answer, and than one process has the sweeping for itself. */
    private static final Duration A_DUTY = Duration.ofSeconds(16);

    /** A delivery is tried again after 5 s, and then after 5 minutes. */
    private static final Duration LESS_THAN_A_RETRY = Duration.ofSeconds(2);

    /** How often a worker dies while nothing else is wrong: enough for a median. */
    private static final int DEATHS_ALONE = 3;

    private static final List<String> ALL = List.of(Arrows.ALL);
    private static final Interference REFUSE = new Interference.Refuse();
    private static final Interference TEAR = new Interference.CloseAfter(20_000);
    private static final Interference MUTE = Interference.HalfOpen.both();
    private static final Fault KILL_ALONE = new KillAt("kill-worker-alone", Service.WORKER, new Moments.InMidRun());

    private FaultList() {}

    /**
     * Faults that follow each other.
     *
     * @param alone whether they strike once, before all others, so that each is seen for itself
     */
    record Strand(List<Fault> faults, boolean alone) {
        Strand {
            faults = List.copyOf(faults);
        }

        Strand(List<Fault> faults) {
            this(faults, false);
        }

        private Strand only(Predicate<Fault> which) {
            return new Strand(faults.stream().filter(which).toList(), alone);
        }
    }

    /**
     * For an installation of our own.
     *
     * @param names those that are wanted; empty: all that this engine can suffer
     */
    static List<Strand> ours(List<String> names, Speech speech) {
        return chosen(names, all(OwnStage.LEASE, speech));
    }

    /** For one that was found running: what needs no proxy and no engine of ours. */
    static List<Strand> found(List<String> names, Speech speech, Duration lease) {
        return chosen(
                names,
                all(lease, speech).stream()
                        .map(strand -> strand.only(fault -> !fault.needsRig()))
                        .toList());
    }

    /** What dies takes a while and much work to come up again: only two strands kill. */
    private static List<Strand> all(Duration lease, Speech speech) {
        return List.of(
                new Strand(Collections.nCopies(DEATHS_ALONE, KILL_ALONE), true),
                new Strand(kafka()),
                new Strand(processes(lease)),
                new Strand(connections()),
                new Strand(engine(speech)));
    }

    private static List<Strand> chosen(List<String> names, List<Strand> strands) {
        List<String> known = namesOf(strands);
        names.stream().filter(name -> !known.contains(name)).findFirst().ifPresent(unknown -> {
            throw new Failure("--faults: " + unknown + " (expected some of " + known + ")");
        });
        return strands.stream()
                .map(strand -> strand.only(fault -> names.isEmpty() || names.contains(fault.name())))
                .filter(strand -> !strand.faults().isEmpty())
                .toList();
    }

    static List<String> namesOf(List<Strand> strands) {
        return strands.stream()
                .flatMap(strand -> strand.faults().stream())
                .map(Fault::name)
                .distinct()
                .toList();
    }

    private static List<Fault> kafka() {
        return List.of(
                new KillAt("kill-worker-before-ack", Service.WORKER, new Moments.BeforeTheAcknowledgement()),
                new ProcessFaults.Away("kafka", true, Duration.ofSeconds(5), Effect.CLAIMS_WITHOUT),
                new ProcessFaults.Away("kafka", false, A_MINUTE, Effect.CLAIMS_WITHOUT),
                new ProcessFaults.LoseKafka(),
                new NoisyKafka(),
                new LinkFault("cut-kafka", ALL, To.KAFKA, REFUSE, true, BEYOND_THE_LEASE),
                new LinkFault("mute-kafka", ALL, To.KAFKA, MUTE, false, BEYOND_THE_LEASE));
    }

    private static List<Fault> processes(Duration lease) {
        return List.of(
                new KillAt("kill-api-before-commit", Service.API, new Moments.BeforeTheCommit()),
                new KillAt("kill-api-after-commit", Service.API, new Moments.AfterTheCommit()),
                new KillAt("kill-worker", Service.WORKER, new Moments.InMidRun()),
                new KillAt("kill-worker-after-store", Service.WORKER, new Moments.BeforeTheTransaction()),
                new KillAt("kill-worker-after-commit", Service.WORKER, new Moments.AfterTheTransaction()),
                new ProcessFaults.FreezeWorker(),
                new ProcessFaults.Restart("restart-worker", Service.WORKER),
                new ProcessFaults.Restart("restart-api", Service.API),
                new ProcessFaults.Away("api-1", false, A_DUTY, Effect.SUBMITS_REFUSED),
                new ProcessFaults.Away("postgres", true, Duration.ofSeconds(2), Effect.SUBMITS_REFUSED),
                new ProcessFaults.Away("postgres", false, lease.plusSeconds(5), Effect.RUNS_TAKEN_AWAY),
                new ProcessFaults.Away("s3", true, Duration.ofSeconds(3), Effect.RUNS_HELD_BACK),
                new ProcessFaults.Away("s3", false, Duration.ofSeconds(6), Effect.RUNS_HELD_BACK));
    }

    private static List<Fault> connections() {
        return List.of(
                new LinkFault("cut-api-postgres", OwnStage.APIS, To.POSTGRES, REFUSE, true, A_WHILE),
                new LinkFault("mute-api-postgres", OwnStage.APIS, To.POSTGRES, MUTE, false, BEYOND_THE_LEASE),
                new LinkFault("cut-api-s3", OwnStage.APIS, To.S3, REFUSE, true, A_WHILE),
                new LinkFault("mute-api-s3", OwnStage.APIS, To.S3, MUTE, false, A_WHILE),
                new LinkFault("cut-worker-postgres", OwnStage.WORKERS, To.POSTGRES, REFUSE, true, BEYOND_THE_LEASE),
                new LinkFault("mute-worker-postgres", OwnStage.WORKERS, To.POSTGRES, MUTE, false, BEYOND_THE_LEASE),
                new LinkFault("cut-worker-s3", OwnStage.WORKERS, To.S3, REFUSE, true, A_WHILE),
                new LinkFault("mute-worker-s3", OwnStage.WORKERS, To.S3, MUTE, false, A_WHILE),
                new LinkFault("tear-worker-s3", OwnStage.WORKERS, To.S3, TEAR, false, A_WHILE),
                new LinkFault("cut-receiver", ALL, To.RECEIVER, REFUSE, true, LESS_THAN_A_RETRY),
                new LinkFault("mute-receiver", ALL, To.RECEIVER, MUTE, false, LESS_THAN_A_RETRY));
    }

    private static List<Fault> engine(Speech speech) {
        if (!(speech instanceof Speech.Simulated)) {
            return List.of();
        }
        return List.of(
                new ProcessFaults.KillEngine(),
                new LinkFault("cut-engine", OwnStage.WORKERS, To.ENGINE, REFUSE, true, A_WHILE),
                new LinkFault("mute-engine", OwnStage.WORKERS, To.ENGINE, MUTE, false, A_WHILE),
                new EngineFault("engine-errs", "{\"rates\":{\"error\":0.3}}", "error", A_WHILE),
                new EngineFault("engine-is-busy", "{\"rates\":{\"busy\":0.5}}", "busy", A_WHILE),
                new EngineFault("engine-resets", "{\"rates\":{\"reset\":0.3}}", "reset", A_WHILE),
                new EngineFault("engine-hangs", "{\"rates\":{\"hang\":0.2}}", "hang", Duration.ofSeconds(6)),
                new EngineFault("engine-is-silent", "{\"rates\":{\"silence\":0.2}}", "silence", A_WHILE),
                new EngineFault("engine-stops-short", "{\"rates\":{\"truncation\":0.3}}", "truncation", A_WHILE),
                new EngineFault("engine-crashes", "{\"next\":[\"crash\"],\"restart_ms\":1500}", "crash", A_WHILE),
                new EngineFault("engine-crawls", "{\"delay_ms\":2500}", "spoken", Duration.ofSeconds(6)));
    }
}
