package dev.chorale.deploy.soak;

import dev.chorale.deploy.soak.Scene.Counter;
import java.time.Duration;
import java.time.Instant;

/**
 * What those feel who need a part that is away.
 *
 * @param what is counted
 * @param watch begins to count it
 */
record Effect(String what, Watch watch) {
    /** What was fetched before is still claimed in this time. */
    private static final Duration LEFT_OVER = Duration.ofSeconds(1);

    private static final Duration TO_WORK = Duration.ofSeconds(10);

    /** Nobody may wait for Kafka. */
    static final Effect CLAIMS_WITHOUT = new Effect("runs begun without it", (scene, length) -> {
        Instant gone = Instant.now();
        return () -> scene.ledger().begunBetween(gone.plus(LEFT_OVER), gone.plus(length));
    });

    /** Workers could not prove their lease. */
    static final Effect RUNS_TAKEN_AWAY = new Effect("runs taken from their workers", (scene, length) -> {
        scene.await(TO_WORK, () -> scene.ledger().count("run WHERE state = 'running'") > 1);
        Instant gone = Instant.now();
        return () -> scene.ledger().takenAwaySince(gone);
    });

    /** Nothing could be promised. */
    static final Effect SUBMITS_REFUSED = new Effect("submits refused or unanswered", (scene, length) -> {
        long before = scene.callers().unanswered.get();
        return () -> scene.callers().unanswered.get() - before;
    });

    /** Nothing may succeed whose audio is not there. */
    static final Effect RUNS_HELD_BACK = new Effect("runs held back", (scene, length) -> {
        Instant gone = Instant.now();
        return () -> scene.ledger().heldBackSince(gone);
    });

    /** Begins to count, just before the part goes away for so long. */
    @FunctionalInterface
    interface Watch {
        Counter begin(Scene scene, Duration length) throws InterruptedException;
    }
}
