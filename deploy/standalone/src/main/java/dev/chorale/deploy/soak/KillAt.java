package dev.chorale.deploy.soak;

import dev.chorale.deploy.soak.Parts.Hold;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * kill -9 of a service at a chosen point of its work. It is started again; what a worker held must be done by others.
 *
 * @param among one of these dies
 */
record KillAt(String name, Service among, Moment moment) implements Fault {
    private static final Duration TAKEN_OVER = Duration.ofSeconds(90);
    private static final int LONGEST_AWAY_MS = 2_000;

    /** What dies. */
    enum Service {
        API,
        WORKER;

        List<String> on(Stage stage) {
            return this == API ? stage.parts().apis() : stage.parts().workers();
        }
    }

    /** A point at which a service may die. */
    interface Moment {
        /** Brings the service to a standstill there; returns how much is at that point, 0 if it was not reached. */
        long reach(Scene scene, String service) throws InterruptedException, IOException;

        /** See {@link Fault#needsRig}. */
        default boolean needsRig() {
            return false;
        }

        /** Mends what it took to get there. The service is dead by now. */
        default void mend(Scene scene, String service) {}
    }

    @Override
    public boolean needsRig() {
        return moment.needsRig();
    }

    @Override
    public Bite strike(Scene scene) throws InterruptedException, IOException {
        try (Hold one = scene.stage().parts().take(among.on(scene.stage()), scene.random())) {
            long pid = scene.stage().parts().pid(one.name());
            long caught = moment.reach(scene, one.name());
            scene.stage().parts().kill(one.name());
            Instant died = Instant.now();
            moment.mend(scene, one.name());
            List<UUID> held = scene.ledger().runsHeldBy(pid);
            scene.pause(Duration.ofMillis(scene.random().nextInt(LONGEST_AWAY_MS)));
            scene.stage().parts().start(one.name());
            Instant mended = Instant.now();
            scene.await(TAKEN_OVER, () -> scene.ledger().recoveries(held, died).size() == held.size());
            scene.recoveries().addAll(scene.ledger().recoveries(held, died));
            return new Bite(caught, "caught there, " + held.size() + " runs held", mended);
        }
    }
}
