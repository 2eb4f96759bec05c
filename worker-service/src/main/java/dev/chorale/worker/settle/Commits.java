package dev.chorale.worker.settle;

import dev.chorale.common.db.Database;
import dev.chorale.common.time.Pause;
import dev.chorale.worker.settle.Settlement.OutOfReach;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.JdbiException;

/**
 * Runs a settle's transaction until PostgreSQL has answered. A deadlock is tried again a few times; a database that is
 * away is asked again for as long as our lease may be trusted. The transaction may run more than once, and its last
 * run may meet its own earlier commit: its statements must bear that.
 */
@Singleton
final class Commits {
    private static final Logger LOG = Logger.getLogger(Commits.class);
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(50), Duration.ofSeconds(1));
    private static final int MOST_DEADLOCKS = 10;

    private final Outcomes outcomes;
    private final Pause pause;
    private final RandomGenerator random;

    Commits(Outcomes outcomes, Pause pause, RandomGenerator random) {
        this.outcomes = outcomes;
        this.pause = pause;
        this.random = random;
    }

    /**
     * A refusal is an answer, but only about the try that was refused: where an earlier one broke off, that one may be
     * committed yet.
     *
     * @throws JdbiException what neither waiting nor another try can mend: every try was answered and refused, so
     *     nothing of it is committed
     */
    Settlement commit(Function<Outcomes, Settlement> transaction, BooleanSupplier trusted) throws InterruptedException {
        boolean unanswered = false;
        for (int tries = 0; ; tries++) {
            try {
                return transaction.apply(outcomes);
            } catch (JdbiException e) {
                if (!mayPass(e, tries)) {
                    return refused(e, unanswered);
                }
                unanswered |= Database.isAway(e);
                LOG.debugf("settle is tried again tries=%d", tries);
            }
            if (!trusted.getAsBoolean()) {
                return new OutOfReach();
            }
            pause.of(BACKOFF.draw(tries, random));
        }
    }

    private static Settlement refused(JdbiException e, boolean unanswered) {
        if (!unanswered) {
            throw e;
        }
        LOG.errorf(e, "settle was refused after a try without an answer");
        return new OutOfReach();
    }

    private static boolean mayPass(JdbiException e, int tries) {
        return Database.isDeadlock(e) ? tries < MOST_DEADLOCKS : Database.isAway(e);
    }
}
