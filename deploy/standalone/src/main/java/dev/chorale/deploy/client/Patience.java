package dev.chorale.deploy.client;

import dev.chorale.common.time.Pause;
import dev.chorale.deploy.launch.Failure;
import java.time.Duration;

/** Looks every half second whether something has come, for half an hour at most. */
public final class Patience {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);
    private static final Duration LONGEST = Duration.ofMinutes(30);

    private Patience() {}

    /** What is waited for. */
    @FunctionalInterface
    public interface Condition {
        boolean holds() throws InterruptedException;
    }

    /** Blocks until the condition holds; fails in the name of {@code what}. */
    public static void await(String what, Condition condition) throws InterruptedException {
        long until = System.nanoTime() + LONGEST.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > until) {
                throw new Failure(what + " did not come within " + LONGEST.toMinutes() + " min");
            }
            Pause.system().of(BETWEEN_LOOKS);
        }
    }
}
