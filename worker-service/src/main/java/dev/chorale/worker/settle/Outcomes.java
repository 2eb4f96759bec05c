package dev.chorale.worker.settle;

import dev.chorale.worker.settle.Outcome.Cause;
import dev.chorale.worker.settle.Outcome.Trouble;
import java.time.Duration;
import java.util.UUID;
import org.jdbi.v3.core.JdbiException;

/**
 * Where the end of a try is written down. Each method is one transaction under the run's fence: a {@code Settled} is
 * committed, with a {@code LeaseLost} nothing was changed.
 *
 * <p>Each blocks until the commit and throws a {@link JdbiException} where the store did not answer or refused; whether
 * it is committed is unknown where it did not answer. Each may be called again with the same arguments then.
 */
public interface Outcomes {
    /** Why a run is given back by a worker that leaves. */
    Trouble LEFT = Trouble.of("worker_left", Cause.OVERLOADED, "the worker was stopped");

    /** Why a run ends that its engine dies of also when it has it for itself. */
    static Trouble poison(long engineMs) {
        return new Trouble(Settler.POISON, Cause.LASTING, "the engine died of it, also alone", Duration.ZERO, engineMs);
    }

    /** The object in the store and the row that will name it. */
    record Kept(UUID artefact, String objectKey, Outcome.Finished audio) {}

    /**
     * Gives the audio to every job that waits for the run, and charges each once. Called again after its own commit it
     * answers {@code Settled} again.
     *
     * @param cachedFor how long others may find the audio; zero: they may not
     */
    Settlement succeed(Held held, Kept kept, Duration cachedFor);

    /** The failure is final. */
    Settlement fail(Held held, Trouble trouble);

    /**
     * Another try may succeed, after the wait. Where the attempts are spent the failure is final, unless the run was brought
     * forward: a run that has kept more segments than when it was last put back begins anew, unsuspected and with all its
     * attempts. That number only grows, up to all of them, so this ends.
     */
    Settlement retry(Held held, Trouble trouble, Duration wait);

    /**
     * The engine died of this run, or of one beside it: uncharged, but suspected, and more so each time unless it was brought
     * forward meanwhile. Where it was tried alone it is poison, with the same exception.
     */
    Settlement suspect(Held held, Trouble trouble, Duration wait);

    /** There was no room for the run: back into the queue until then, uncharged. */
    Settlement giveBack(Held held, Trouble trouble, Duration wait);

    /** The worker leaves: the run goes back into the queue unharmed, for another one at once. */
    default Settlement release(Held held) {
        return giveBack(held, LEFT, Duration.ZERO);
    }
}
