package dev.chorale.common.outcome;

import dev.chorale.common.job.State;
import dev.chorale.common.job.State.Move;
import dev.chorale.common.outcome.JobEndings.Ended;
import dev.chorale.common.outcome.JobEndings.Reason;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * The moves of a run that nobody holds: its worker was lost, or its retry is due. Each takes the rows that no other
 * transaction holds, so any number of sweepers may run at once; calling again finds nothing left to do.
 *
 * <p>Every method runs inside the caller's transaction, which must be READ COMMITTED: the jobs of a failed run are
 * looked up after its row was moved, with a fresh snapshot, so that a job which joined until then is ended too.
 */
public final class RunMoves {
    /** How often a run is tried in all, the first try included. */
    public static final int MOST_ATTEMPTS = 5;

    /** The code of a run whose last try ended with the loss of its worker. */
    public static final String WORKER_LOST = "worker_lost";

    private static final Reason LOST = new Reason(WORKER_LOST, "the worker was lost and every attempt is spent", true);
    private static final double MOST_SECONDS_OF_JITTER = 2;

    private RunMoves() {}

    /**
     * A run that was taken from a lost worker.
     *
     * @param state {@link State#RETRYING} or {@link State#FAILED}
     * @param waiting the jobs that go on waiting; empty when failed
     * @param ended the jobs that ended with the run; empty when it is tried again
     */
    public record Revoked(UUID runId, State state, int sequence, String kind, List<UUID> waiting, List<Ended> ended) {
        public Revoked {
            waiting = List.copyOf(waiting);
            ended = List.copyOf(ended);
        }

        private Revoked failed(List<Ended> jobs) {
            return new Revoked(runId, state, sequence, kind, List.of(), jobs);
        }
    }

    /**
     * Takes runs from workers that are gone or whose lease ran out. The new epoch shuts the old worker out, should it
     * still live. Tries again after 0-2 s; a run whose attempts are spent fails, and its jobs with it.
     *
     * <p>The living workers are an uncorrelated array on purpose: in a join, the recheck of a row that changed while
     * we waited for its lock would meet the old worker and revoke a run that a living worker has just claimed.
     */
    public static List<Revoked> revokeLost(Handle tx, int limit) {
        List<Revoked> revoked = tx.createQuery("""
                WITH lost AS (
                    SELECT id
                    FROM run
                    WHERE state = ANY(:from)
                      AND finished_at IS NULL
                      AND worker_id <> ALL(ARRAY(SELECT worker.id FROM worker WHERE worker.lease_until >= now()))
                    ORDER BY id
                    LIMIT :limit
                    FOR NO KEY UPDATE SKIP LOCKED
                )
                UPDATE run
                SET state = CASE WHEN attempts < :most THEN :retrying ELSE :failed END,
                    epoch = epoch + 1,
                    sequence = sequence + 1,
                    worker_id = NULL,
                    not_before = now() + random() * :jitter * interval '1 second',
                    finished_at = CASE WHEN attempts < :most THEN NULL ELSE now() END,
                    error_code = :code,
                    error_message = :message
                FROM lost
                WHERE run.id = lost.id
                RETURNING run.id, run.state, run.sequence, run.kind,
                          ARRAY(SELECT job.id FROM job WHERE job.run_id = run.id AND job.outcome IS NULL) AS waiting
                """)
                .bindArray("from", String.class, (Object[]) Move.RETRY.fromNames())
                .bind("retrying", Move.RETRY.toName())
                .bind("failed", Move.FAIL.toName())
                .bind("most", MOST_ATTEMPTS)
                .bind("jitter", MOST_SECONDS_OF_JITTER)
                .bind("code", LOST.code())
                .bind("message", LOST.message())
                .bind("limit", limit)
                .map((row, ctx) -> revoked(row))
                .list();
        return revoked.stream()
                .map(run -> run.state().isTerminal() ? endJobs(tx, run) : run)
                .toList();
    }

    private static Revoked revoked(ResultSet row) throws SQLException {
        return new Revoked(
                row.getObject("id", UUID.class),
                State.byWireName(row.getString("state")),
                row.getInt("sequence"),
                row.getString("kind"),
                List.of((UUID[]) row.getArray("waiting").getArray()),
                List.of());
    }

    private static Revoked endJobs(Handle tx, Revoked run) {
        Set<UUID> id = Set.of(run.runId());
        List<Ended> ended = JobEndings.fail(tx, JobEndings.waitingFor(tx, id), run.state(), LOST);
        closeToJoiners(tx, id);
        return run.failed(ended);
    }

    /** Whoever asks for the same audio from now on makes a run of its own. To be called when a run ended. */
    public static void closeToJoiners(Handle tx, Collection<UUID> runs) {
        tx.createUpdate("""
                DELETE FROM inflight
                WHERE run_id = ANY(:runs)
                """).bindArray("runs", UUID.class, runs.toArray()).execute();
    }

    /** Puts runs whose retry is due back into the queue, with a wake-up due at once. Returns how many. */
    public static int requeueDue(Handle tx, int limit) {
        return tx.createUpdate("""
                WITH due AS (
                    SELECT id
                    FROM run
                    WHERE state = ANY(:from)
                      AND finished_at IS NULL
                      AND not_before <= now()
                    ORDER BY not_before, id
                    LIMIT :limit
                    FOR NO KEY UPDATE SKIP LOCKED
                )
                UPDATE run
                SET state = :to,
                    sequence = sequence + 1,
                    not_before = now(),
                    wake_ups = 0,
                    wake_due_at = now()
                FROM due
                WHERE run.id = due.id
                """)
                .bindArray("from", String.class, (Object[]) Move.REQUEUE.fromNames())
                .bind("to", Move.REQUEUE.toName())
                .bind("limit", limit)
                .execute();
    }
}
