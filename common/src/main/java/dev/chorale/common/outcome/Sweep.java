package dev.chorale.common.outcome;

import dev.chorale.common.outcome.JobEndings.Ended;
import dev.chorale.common.outcome.RunMoves.Revoked;
import dev.chorale.common.wire.WakeUp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One round of finding what was missed: runs of lost workers, passed deadlines, due retries, runs whose wake-up never
 * led to a claim. It looks at predicates, never at a cursor, so a round that broke off is made good by the next.
 */
public final class Sweep {
    private static final int MAX_ROWS = 500;

    private final RunMoves runs;
    private final Withdrawals withdrawals;
    private final Audience audience;
    private final Duration wakeAfter;

    /** @param wakeAfter the first wait before a run that nobody claimed is announced again */
    public Sweep(RunMoves runs, Withdrawals withdrawals, Audience audience, Duration wakeAfter) {
        this.runs = runs;
        this.withdrawals = withdrawals;
        this.audience = audience;
        this.wakeAfter = wakeAfter;
    }

    /** Who is told what a round did, after each commit. */
    public interface Audience {
        void revoked(Revoked run);

        void ended(List<Ended> jobs);

        void announce(List<WakeUp> wakeUps);
    }

    /**
     * A round in which nobody loses a run unless the database has been in reach for long enough.
     *
     * @throws RuntimeException as {@link #round()} does
     */
    public void round(Reach reach) {
        if (reach.isSteady()) {
            round();
        } else {
            all(List.of(this::expire, this::requeue, this::announce));
        }
    }

    /**
     * Blocks for four transactions, none of which waits for another: what fails is thrown at the end, after the rest.
     *
     * @throws RuntimeException of the first step that failed, with those of the others
     */
    public void round() {
        all(List.of(this::revoke, this::expire, this::requeue, this::announce));
    }

    private static void all(List<Runnable> steps) {
        List<RuntimeException> failures = new ArrayList<>();
        for (Runnable step : steps) {
            try {
                step.run();
            } catch (RuntimeException e) {
                failures.add(e);
            }
        }
        if (!failures.isEmpty()) {
            RuntimeException first = failures.removeFirst();
            failures.forEach(first::addSuppressed);
            throw first;
        }
    }

    private void revoke() {
        for (Revoked run : runs.revokeLost(MAX_ROWS)) {
            audience.revoked(run);
            audience.ended(run.ended());
        }
    }

    private void expire() {
        audience.ended(withdrawals.expireDue());
    }

    private void requeue() {
        runs.requeueDue(MAX_ROWS);
    }

    private void announce() {
        audience.announce(runs.announceDue(MAX_ROWS, wakeAfter));
    }
}
