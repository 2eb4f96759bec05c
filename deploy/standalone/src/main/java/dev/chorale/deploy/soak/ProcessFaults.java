package dev.chorale.deploy.soak;

import dev.chorale.deploy.part.Trees;
import dev.chorale.deploy.soak.Arrows.Arrow;
import dev.chorale.deploy.soak.Arrows.To;
import dev.chorale.deploy.soak.KillAt.Service;
import dev.chorale.deploy.soak.Parts.Hold;
import dev.chorale.deploy.soak.Scene.Counter;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Processes that die or stand still. */
final class ProcessFaults {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private ProcessFaults() {}

    /** SIGSTOP of a worker that is speaking, for longer than its lease: what it writes afterwards must be refused. */
    record FreezeWorker() implements Fault {
        static final String NAME = "freeze-worker";

        @Override
        public String name() {
            return NAME;
        }

        @Override
        public Bite strike(Scene scene) throws InterruptedException {
            try (Hold worker = scene.stage().parts().take(scene.stage().parts().workers(), scene.random())) {
                long pid = scene.stage().parts().pid(worker.name());
                double before = lost(scene, worker.name());
                scene.await(PATIENCE, () -> scene.ledger().runsHeldBy(pid).size() > 1);
                scene.stage().parts().freeze(worker.name());
                scene.pause(
                        scene.stage().lease().plusMillis(1_500 + scene.random().nextInt(3_000)));
                scene.stage().parts().thaw(worker.name());
                Instant mended = Instant.now();
                long refused = scene.growth(before, () -> lost(scene, worker.name()));
                return new Bite(refused, "writes refused", mended);
            }
        }

        private static double lost(Scene scene, String worker) throws InterruptedException {
            return scene.caller().counter(scene.stage().metricsOf(worker), "chorale_lease_lost_total", "");
        }
    }

    /**
     * A part is away for a while.
     *
     * @param dies whether by kill -9; else by SIGSTOP, of which nobody is told
     */
    record Away(String part, boolean dies, Duration length, Effect effect) implements Fault {
        @Override
        public String name() {
            return (dies ? "kill-" : "freeze-") + part;
        }

        @Override
        public Bite strike(Scene scene) throws InterruptedException {
            Parts parts = scene.stage().parts();
            try (Hold _ = parts.take(List.of(part), scene.random())) {
                Counter felt = effect.watch().begin(scene, length);
                if (dies) {
                    parts.kill(part);
                } else {
                    parts.freeze(part);
                }
                scene.pause(length);
                if (dies) {
                    parts.start(part);
                } else {
                    parts.thaw(part);
                }
                Instant mended = Instant.now();
                return new Bite(scene.growth(0, felt), effect.what(), mended);
            }
        }
    }

    /** Kafka dies with all that it had, and begins anew: whatever was announced there is announced again. */
    record LoseKafka() implements Fault {
        private static final Duration GONE = Duration.ofSeconds(5);

        @Override
        public String name() {
            return "lose-kafka";
        }

        @Override
        public Bite strike(Scene scene) throws InterruptedException, IOException {
            Parts parts = scene.stage().parts();
            try (Hold kafka = parts.take(List.of("kafka"), scene.random())) {
                Counter felt = Effect.CLAIMS_WITHOUT.watch().begin(scene, GONE);
                parts.kill(kafka.name());
                Trees.delete(scene.stage().data().resolve(kafka.name()));
                scene.pause(GONE);
                parts.start(kafka.name());
                Instant mended = Instant.now();
                return new Bite(scene.growth(0, felt), Effect.CLAIMS_WITHOUT.what(), mended);
            }
        }
    }

    /** SIGTERM of a service that has work, as a new release does it, and its start. */
    record Restart(String name, Service among) implements Fault {
        @Override
        public Bite strike(Scene scene) throws InterruptedException {
            Parts parts = scene.stage().parts();
            try (Hold one = parts.take(among.on(scene.stage()), scene.random())) {
                scene.await(PATIENCE, () -> inWork(scene, one.name()) > 0);
                long inWork = inWork(scene, one.name());
                parts.terminate(one.name());
                parts.start(one.name());
                String what = among == Service.WORKER ? "runs held" : "submits without an answer";
                return new Bite(inWork, what, Instant.now());
            }
        }

        private long inWork(Scene scene, String service) {
            Parts parts = scene.stage().parts();
            return among == Service.WORKER
                    ? scene.ledger().runsHeldBy(parts.pid(service)).size()
                    : scene.callers()
                            .pendingAt(parts.apis().indexOf(service), System.nanoTime())
                            .size();
        }
    }

    /** kill -9 of the engine; it is back after two seconds. */
    record KillEngine() implements Fault {
        @Override
        public String name() {
            return "kill-engine";
        }

        @Override
        public boolean needsRig() {
            return true;
        }

        @Override
        public Bite strike(Scene scene) throws InterruptedException, IOException {
            scene.stage().own().keepCalls(scene.caller());
            List<Arrow> calls = scene.stage().parts().workers().stream()
                    .map(worker -> new Arrow(worker, To.ENGINE))
                    .toList();
            long inVain = scene.disturbances(calls, () -> {
                scene.stage().own().simulator().kill();
                scene.pause(Duration.ofSeconds(2));
            });
            scene.stage().own().simulator().start();
            return new Bite(inVain, "connections in vain", Instant.now());
        }
    }
}
