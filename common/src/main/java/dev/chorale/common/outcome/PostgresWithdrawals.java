package dev.chorale.common.outcome;

import dev.chorale.common.job.State;
import dev.chorale.common.job.State.Move;
import dev.chorale.common.outcome.JobEndings.Ended;
import dev.chorale.common.outcome.JobEndings.Reason;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * The statements of {@link Withdrawals}.
 *
 * <p>Runs are locked before their jobs, as a settle does it, in the order of their ids. Whoever joins holds the run FOR
 * SHARE: so we wait for its job and leave the run alone, or it finds the run ended and makes another.
 */
public final class PostgresWithdrawals implements Withdrawals {
    private static final int MOST_AT_ONCE = 500;
    private static final Reason EXPIRED =
            new Reason("deadline_exceeded", "the deadline passed before the audio was done", false);

    private final Jdbi db;

    public PostgresWithdrawals(Jdbi db) {
        this.db = db;
    }

    @Override
    public List<Ended> cancel(UUID job) {
        return db.inTransaction(tx -> withdraw(tx, List.of(job), Move.CANCEL, null));
    }

    @Override
    public List<Ended> expireDue() {
        return db.inTransaction(PostgresWithdrawals::expireDue);
    }

    /** A run that another transaction holds is left to the next round: who holds it may be frozen. */
    private static List<Ended> expireDue(Handle tx) {
        List<UUID> due = tx.createQuery("""
                SELECT job.id
                FROM job
                JOIN run ON run.id = job.run_id
                WHERE job.outcome IS NULL
                  AND job.deadline <= now()
                ORDER BY job.deadline
                LIMIT :limit
                FOR NO KEY UPDATE OF run SKIP LOCKED
                """)
                .bind("limit", MOST_AT_ONCE)
                .mapTo(UUID.class)
                .list();
        return due.isEmpty() ? List.of() : withdraw(tx, due, Move.EXPIRE, EXPIRED);
    }

    private static List<Ended> withdraw(Handle tx, Collection<UUID> jobs, Move move, @Nullable Reason reason) {
        List<UUID> runs = lockRuns(tx, jobs);
        numberTheOutcome(tx, runs);
        List<Ended> ended = JobEndings.fail(tx, jobs, move.to(), reason);
        List<UUID> stopped = stopAbandoned(tx, runs, move);
        JobEndings.closeToJoiners(tx, stopped);
        return ended;
    }

    private static List<UUID> lockRuns(Handle tx, Collection<UUID> jobs) {
        return tx.createQuery("""
                SELECT id
                FROM run
                WHERE id IN (SELECT run_id FROM job WHERE job.id = ANY(:jobs) AND job.outcome IS NULL)
                  AND finished_at IS NULL
                ORDER BY id
                FOR NO KEY UPDATE
                """)
                .bindArray("jobs", UUID.class, jobs.toArray())
                .mapTo(UUID.class)
                .list();
    }

    /** The outcome of a job is an event of its own, also where its run goes on. */
    private static void numberTheOutcome(Handle tx, Collection<UUID> runs) {
        tx.createUpdate("""
                UPDATE run
                SET sequence = sequence + 1
                WHERE id = ANY(:runs)
                """).bindArray("runs", UUID.class, runs.toArray()).execute();
    }

    private static List<UUID> stopAbandoned(Handle tx, Collection<UUID> runs, Move move) {
        return tx.createQuery("""
                UPDATE run
                SET state = :to,
                    epoch = epoch + 1,
                    sequence = sequence + 1,
                    worker_id = NULL,
                    finished_at = now(),
                    error_code = :code,
                    error_message = NULL
                WHERE id = ANY(:runs)
                  AND state = ANY(:from)
                  AND NOT EXISTS (SELECT FROM job WHERE job.run_id = run.id AND job.outcome IS NULL)
                RETURNING id
                """)
                .bindArray("runs", UUID.class, runs.toArray())
                .bindArray("from", String.class, (Object[]) move.fromNames())
                .bind("to", move.toName())
                .bind("code", move == Move.EXPIRE ? EXPIRED.code() : State.CANCELLED.wireName())
                .mapTo(UUID.class)
                .list();
    }
}
