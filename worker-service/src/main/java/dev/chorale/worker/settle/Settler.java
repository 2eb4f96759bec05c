package dev.chorale.worker.settle;

import dev.chorale.worker.settle.Outcome.Finished;
import dev.chorale.worker.settle.Outcome.Trouble;
import dev.chorale.worker.settle.Outcomes.Kept;
import dev.chorale.worker.settle.Settlement.LeaseLost;
import dev.chorale.worker.settle.Settlement.Settled;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.jdbi.v3.core.JdbiException;

/**
 * Writes down how a try ended: the object first, then one fenced transaction, then the news of it.
 *
 * <p>Blocks. May be called again with the same outcome: what is settled already is told as {@code LeaseLost}, or, for
 * the same object, as settled.
 */
@Singleton
public final class Settler {
    /** The code of a run that kills its engine. */
    public static final String POISON = "poison";

    /** How often a run is given on to workers of another build: five minutes, on average, with the longest waits between. */
    private static final int MOST_GIVEN_ON = 60;

    private final Storing storing;
    private final Commits commits;
    private final JobEvents events;
    private final MeterRegistry meters;
    private final RandomGenerator random;
    private final CacheLife cacheLife;
    private final RetryBudget budget;

    public Settler(
            Storing storing,
            Commits commits,
            JobEvents events,
            MeterRegistry meters,
            RandomGenerator random,
            CacheLife cacheLife,
            RetryBudget budget) {
        this.storing = storing;
        this.commits = commits;
        this.events = events;
        this.meters = meters;
        this.random = random;
        this.cacheLife = cacheLife;
        this.budget = budget;
        meters.counter("chorale.lease.lost");
    }

    /** How long others may find the audio of a run. */
    public record CacheLife(Duration length) {}

    /**
     * @param actual what really made the audio; where it is not what the run was promised, nobody else gets it
     * @param trusted whether the lease may still be trusted; asked between tries
     */
    public Settlement settle(Held held, Outcome outcome, Builds actual, BooleanSupplier trusted)
            throws InterruptedException {
        if (held.isFirstTry()) {
            budget.firstTry();
        }
        Settlement settlement = switch (outcome) {
            case Finished finished -> keep(held, finished, actual, trusted);
            case Trouble trouble -> giveUpOrRetry(held, trouble, actual, trusted);
        };
        count(settlement);
        return settlement;
    }

    /** Gives the run back to the queue, uncharged. */
    public Settlement release(Held held, BooleanSupplier trusted) throws InterruptedException {
        Settlement settlement = commits.commit(outcomes -> outcomes.release(held), trusted);
        count(settlement);
        return settlement;
    }

    private Settlement keep(Held held, Finished audio, Builds actual, BooleanSupplier trusted)
            throws InterruptedException {
        return switch (storing.store(held.tenant(), audio, trusted)) {
            case Storing.Stored(Kept kept) -> record(held, kept, actual, trusted);
            case Storing.Refused(Trouble trouble) -> giveUpOrRetry(held, trouble, actual, trusted);
        };
    }

    private Settlement record(Held held, Kept kept, Builds actual, BooleanSupplier trusted)
            throws InterruptedException {
        Duration cachedFor = actual.equals(held.wanted()) ? cacheLife.length() : Duration.ZERO;
        try {
            Settlement settlement = commits.commit(outcomes -> outcomes.succeed(held, kept, cachedFor), trusted);
            if (settlement instanceof LeaseLost) {
                storing.discard(kept.objectKey());
            }
            return settlement;
        } catch (JdbiException refused) {
            storing.discard(kept.objectKey());
            throw refused;
        }
    }

    /** The class table of failures: docs/job-lifecycle.md. */
    private Settlement giveUpOrRetry(Held held, Trouble trouble, Builds actual, BooleanSupplier trusted)
            throws InterruptedException {
        return switch (trouble.cause()) {
            case LASTING -> commits.commit(outcomes -> outcomes.fail(held, trouble), trusted);
            case UNKNOWN_HERE ->
                isForAnotherBuild(held, actual)
                        ? giveBack(held, trouble, trusted)
                        : giveUpOrRetry(held, trouble.lasting(), actual, trusted);
            case PASSING -> passing(held, trouble, trusted);
            case OVERLOADED -> giveBack(held, trouble, trusted);
            case CRASHED, CRASHED_AGAIN -> crashed(held, trouble, trusted);
        };
    }

    /** While one release replaces another, workers of both are there. */
    private static boolean isForAnotherBuild(Held held, Builds actual) {
        return !actual.voice().equals(held.wanted().voice()) && held.uncharged() < MOST_GIVEN_ON;
    }

    private Settlement giveBack(Held held, Trouble trouble, BooleanSupplier trusted) throws InterruptedException {
        Duration wait = longer(trouble.pause(), Backoff.OF_OVERLOAD.draw(held.uncharged(), random));
        return commits.commit(outcomes -> outcomes.giveBack(held, trouble, wait), trusted);
    }

    private Settlement passing(Held held, Trouble trouble, BooleanSupplier trusted) throws InterruptedException {
        Backoff backoff = budget.take() ? Backoff.OF_RUNS : Backoff.OVER_BUDGET;
        Duration wait = longer(trouble.pause(), backoff.draw(held.attempts(), random));
        return commits.commit(outcomes -> outcomes.retry(held, trouble, wait), trusted);
    }

    private Settlement crashed(Held held, Trouble trouble, BooleanSupplier trusted) throws InterruptedException {
        Duration wait = Backoff.OF_RUNS.draw(held.suspicion() + 1, random);
        return commits.commit(outcomes -> outcomes.suspect(held, trouble, wait), trusted);
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private void count(Settlement settlement) {
        if (settlement instanceof Settled settled) {
            events.tell(settled.state(), settled.jobs());
            countEnded(settled);
        } else if (settlement instanceof LeaseLost) {
            meters.counter("chorale.lease.lost").increment();
        }
    }

    private void countEnded(Settled settled) {
        if (settled.state().isTerminal()) {
            settled.jobs()
                    .forEach(job -> meters.counter(
                                    "chorale.jobs",
                                    "kind",
                                    job.kind(),
                                    "state",
                                    settled.state().wireName())
                            .increment());
        }
    }
}
