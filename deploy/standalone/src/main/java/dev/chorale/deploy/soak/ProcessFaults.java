package dev.chorale.deploy.soak;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Processes that die or stand still. */
final class ProcessFaults {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private ProcessFaults() {}

    /** kill -9 of a worker that is speaking: others must take over what it held, once. */
    record KillWorker() implements Fault {
        private static final int MOST_LOOKS = 50;
        private static final Duration TAKEN_OVER = Duration.ofSeconds(90);

        @Override
        public String name() {
            return "kill-worker";
        }

        @Override
        public Bite strike(Scene scene) throws InterruptedException {
            String worker = scene.anyOf(Stage.WORKERS);
            long pid = scene.stage().pid(worker);
            freezeInMidRun(scene, worker, pid);
            scene.stage().kill(worker);
            Instant died = Instant.now();
            List<UUID> held = scene.ledger().runsHeldBy(pid);
            scene.stage().start(worker);
            scene.await(TAKEN_OVER, () -> scene.ledger().millisToEnd(held, died).size() == held.size());
            scene.recoveriesMs().addAll(scene.ledger().millisToEnd(held, died));
            return Bite.counted(held.size(), "runs held");
        }

        /** A frozen worker can't end its last run between our look and its death. */
        private static void freezeInMidRun(Scene scene, String worker, long pid) throws InterruptedException {
            for (int looks = 0; looks < MOST_LOOKS; looks++) {
                scene.await(PATIENCE, () -> !scene.ledger().runsHeldBy(pid).isEmpty());
                scene.stage().freeze(worker);
                if (!scene.ledger().runsHeldBy(pid).isEmpty()) {
                    return;
                }
                scene.stage().thaw(worker);
            }
        }
    }

    /** SIGSTOP of a worker that is speaking, for longer than its lease: what it writes afterwards must be refused. */
    record FreezeWorker() implements Fault {
        @Override
        public String name() {
            return "freeze-worker";
        }

        @Override
        public Bite strike(Scene scene) throws InterruptedException {
            String worker = scene.anyOf(Stage.WORKERS);
            long pid = scene.stage().pid(worker);
            double before = lost(scene, worker);
            scene.await(PATIENCE, () -> scene.ledger().runsHeldBy(pid).size() > 1);
            scene.stage().freeze(worker);
            scene.pause(Stage.LEASE.plusMillis(1_500 + scene.random().nextInt(3_000)));
            scene.stage().thaw(worker);
            long refused = scene.growth(before, () -> lost(scene, worker));
            return Bite.counted(refused, "writes refused");
        }

        private static double lost(Scene scene, String worker) throws InterruptedException {
            return scene.caller().counter(scene.stage().metricsOf(worker), "chorale_lease_lost_total", "");
        }
    }

    /** kill -9 of an API that callers talk to. */
    record KillApi() implements Fault {
        @Override
        public String name() {
            return "kill-api";
        }

        @Override
        public Bite strike(Scene scene) throws InterruptedException {
            String api = scene.anyOf(Stage.APIS);
            long before = scene.callers().unanswered.get();
            scene.stage().kill(api);
            scene.pause(Duration.ofMillis(500L + scene.random().nextInt(2_000)));
            long unanswered = scene.callers().unanswered.get() - before;
            scene.stage().start(api);
            return Bite.counted(unanswered, "calls unanswered");
        }
    }

    /** Kafka is away for a while: nobody may wait for it, work must go on from PostgreSQL. */
    private static Fault.Bite withoutKafka(Scene scene, Scene.Step leave, Duration length, Scene.Step comeBack)
            throws InterruptedException, IOException {
        double before = polled(scene);
        leave.run();
        scene.pause(length);
        comeBack.run();
        return Fault.Bite.counted(scene.growth(before, () -> polled(scene)), "claims without Kafka");
    }

    /** kill -9 of Kafka. */
    record KillKafka() implements Fault {
        @Override
        public String name() {
            return "kill-kafka";
        }

        @Override
        public Bite strike(Scene scene) throws InterruptedException, IOException {
            Stage stage = scene.stage();
            return withoutKafka(scene, () -> stage.kill("kafka"), Duration.ofSeconds(5), () -> stage.start("kafka"));
        }
    }

    /** SIGSTOP of Kafka. */
    record FreezeKafka() implements Fault {
        @Override
        public String name() {
            return "freeze-kafka";
        }

        @Override
        public Bite strike(Scene scene) throws InterruptedException, IOException {
            Stage stage = scene.stage();
            return withoutKafka(scene, () -> stage.freeze("kafka"), Duration.ofSeconds(8), () -> stage.thaw("kafka"));
        }
    }

    /** kill -9 of PostgreSQL: what was promised must be there again. */
    record KillPostgres() implements Fault {
        @Override
        public String name() {
            return "kill-postgres";
        }

        @Override
        public Bite strike(Scene scene) throws InterruptedException {
            long before = scene.callers().unanswered.get();
            scene.stage().kill("postgres");
            scene.pause(Duration.ofMillis(1_000L + scene.random().nextInt(3_000)));
            scene.stage().start("postgres");
            return Bite.counted(scene.callers().unanswered.get() - before, "submits refused or unanswered");
        }
    }

    /** kill -9 of the object store: nothing may succeed whose audio is not there. */
    record KillS3() implements Fault {
        @Override
        public String name() {
            return "kill-s3";
        }

        @Override
        public Bite strike(Scene scene) throws InterruptedException, IOException {
            long inVain = scene.disturbances(Stage.Arrow.WORKER_TO_S3, () -> {
                scene.stage().kill("s3");
                scene.pause(Duration.ofMillis(2_000L + scene.random().nextInt(3_000)));
            });
            scene.stage().start("s3");
            return Bite.counted(inVain, "connections in vain");
        }
    }

    /** kill -9 of the engine; it is back after two seconds. */
    record KillEngine() implements Fault {
        @Override
        public String name() {
            return "kill-engine";
        }

        @Override
        public Bite strike(Scene scene) throws InterruptedException, IOException {
            scene.stage().keepCalls(scene.caller());
            long inVain = scene.disturbances(Stage.Arrow.WORKER_TO_ENGINE, () -> {
                scene.stage().simulator().kill();
                scene.pause(Duration.ofSeconds(2));
            });
            scene.stage().simulator().start();
            return Bite.counted(inVain, "connections in vain");
        }
    }

    private static double polled(Scene scene) throws InterruptedException {
        return scene.workers("chorale_claims_total", "via=\"poll\"");
    }
}
