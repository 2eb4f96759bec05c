package dev.chorale.deploy.soak;

import dev.chorale.common.time.Pause;
import dev.chorale.deploy.soak.Arrows.Arrow;
import dev.chorale.deploy.soak.Recoveries.Recovery;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * What a fault has before it, and where it notes what it saw.
 *
 * @param stage the parts
 * @param ledger PostgreSQL
 * @param caller metrics and the simulator's controls
 * @param callers what callers met so far
 * @param random of this fault's turn
 * @param recoveries what became of that which workers held as they died
 */
record Scene(
        Stage stage, Ledger ledger, Caller caller, Tally callers, RandomGenerator random, List<Recovery> recoveries) {
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final Duration NEWS = Duration.ofSeconds(15);

    Scene(Stage stage, Ledger ledger, Caller caller, Tally callers, RandomGenerator random) {
        this(stage, ledger, caller, callers, random, Collections.synchronizedList(new ArrayList<>()));
    }

    /** The same with chance of its own. */
    Scene with(RandomGenerator other) {
        return new Scene(stage, ledger, caller, callers, other, recoveries);
    }

    /** The same with notes of its own. */
    Scene apart() {
        return new Scene(stage, ledger, caller, callers, random);
    }

    void pause(Duration length) throws InterruptedException {
        Pause.system().of(length);
    }

    /** What is waited for. */
    @FunctionalInterface
    interface Condition {
        boolean holds() throws InterruptedException;
    }

    /** Looks again and again; whether it came true in time. */
    boolean await(Duration limit, Condition condition) throws InterruptedException {
        long until = System.nanoTime() + limit.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > until) {
                return false;
            }
            pause(LOOK);
        }
        return true;
    }

    /** A figure that only grows. */
    @FunctionalInterface
    interface Counter {
        double read() throws InterruptedException;
    }

    /** By how much it has grown since it was {@code before}. Looks again for 15 s if it has not: news of it takes time. */
    long growth(double before, Counter counter) throws InterruptedException {
        long until = System.nanoTime() + NEWS.toNanos();
        long growth = Math.round(counter.read() - before);
        while (growth <= 0 && System.nanoTime() < until) {
            pause(LOOK);
            growth = Math.round(counter.read() - before);
        }
        return growth;
    }

    /** What a fault does to the scene. */
    @FunctionalInterface
    interface Step {
        void run() throws InterruptedException, IOException;
    }

    /** How often these connections were disturbed while the step went on. */
    long disturbances(List<Arrow> arrows, Step step) throws InterruptedException, IOException {
        long before = disturbed(arrows);
        step.run();
        return disturbed(arrows) - before;
    }

    private long disturbed(List<Arrow> arrows) {
        return arrows.stream()
                .mapToLong(arrow -> stage.proxy(arrow).disturbed())
                .sum();
    }
}
