package dev.chorale.common.outcome;

import dev.chorale.common.job.Lane;
import dev.chorale.common.job.State;
import dev.chorale.common.job.State.Move;
import dev.chorale.common.outcome.JobEndings.Ended;
import dev.chorale.common.outcome.JobEndings.Reason;
import dev.chorale.common.wire.WakeUp;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * The statements of {@link RunMoves}. Each takes the rows that no other transaction holds.
 *
 * <p>The transactions are READ COMMITTED: the jobs of a failed run are looked up after its row was moved, with a fresh
 * snapshot, so that a job which joined until then is ended too.
 */
public final class PostgresRunMoves implements RunMoves {
    private static final Reason LOST = new Reason(WORKER_LOST, "the worker was lost and every attempt is spent", true);

    private final Jdbi db;

    public PostgresRunMoves(Jdbi db) {
        this.db = db;
    }

    @Override
    public List<Revoked> revokeLost(int limit) {
        return db.inTransaction(tx -> revokeLost(tx, limit));
    }

    /**
     * The living workers are an uncorrelated array on purpose: in a join, the recheck of a row that changed while
     * we waited for its lock would meet the old worker and revoke a run that a living worker has just claimed.
     *
     * <p>A lease that ended before this PostgreSQL was up is no fault of the worker's: nobody could renew it. And a run
     * that has more segments than when it was last put back was brought forward: its attempts begin anew, and its suspicion, or
     * no long text would survive its workers. The number only grows, up to all of them, so this ends.
     *
     * <p>It is due again at once: workers take what they have room for, so there is no crowd to be spread.
     */
    private static List<Revoked> revokeLost(Handle tx, int limit) {
        List<Revoked> revoked = tx.createQuery("""
                WITH lost AS (
                    SELECT id,
                           worker_id = ANY(ARRAY(SELECT worker.id FROM worker
                                                 WHERE worker.lease_until < pg_postmaster_start_time())) AS excused,
                           (SELECT count(*) FROM segment WHERE segment.run_id = run.id) AS kept
                    FROM run
                    WHERE state = ANY(:from)
                      AND finished_at IS NULL
                      AND worker_id <> ALL(ARRAY(SELECT worker.id FROM worker WHERE worker.lease_until >= now()))
                    ORDER BY id
                    LIMIT :limit
                    FOR NO KEY UPDATE SKIP LOCKED
                )
                UPDATE run
                SET state = CASE WHEN kept > segments OR excused OR attempts < :most THEN :retrying ELSE :failed END,
                    attempts = CASE WHEN kept > segments THEN 0 WHEN excused THEN attempts - 1 ELSE attempts END,
                    suspicion = CASE WHEN kept > segments THEN 0 ELSE suspicion END,
                    epoch = epoch + 1,
                    sequence = sequence + 1,
                    worker_id = NULL,
                    not_before = now(),
                    segments = greatest(segments, kept),
                    finished_at = CASE WHEN kept > segments OR excused OR attempts < :most THEN NULL ELSE now() END,
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
        JobEndings.closeToJoiners(tx, id);
        return new Revoked(run.runId(), run.state(), run.sequence(), run.kind(), List.of(), ended);
    }

    @Override
    public int requeueDue(int limit) {
        return db.inTransaction(tx -> tx.createUpdate("""
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
                    wake_due_at = timestamptz 'epoch'
                FROM due
                WHERE run.id = due.id
                """)
                .bindArray("from", String.class, (Object[]) Move.REQUEUE.fromNames())
                .bind("to", Move.REQUEUE.toName())
                .bind("limit", limit)
                .execute());
    }

    @Override
    public List<WakeUp> announceDue(int limit, Duration after) {
        return db.inTransaction(tx -> tx.createQuery("""
                WITH due AS (
                    SELECT id
                    FROM run
                    WHERE state = :queued
                      AND finished_at IS NULL
                      AND wake_due_at <= now()
                    ORDER BY wake_due_at
                    LIMIT :limit
                    FOR NO KEY UPDATE SKIP LOCKED
                )
                UPDATE run
                SET wake_ups = wake_ups + 1,
                    wake_due_at = now() + least(power(2, least(wake_ups, 3)), 8) * :after * interval '1 second'
                FROM due
                WHERE run.id = due.id
                RETURNING run.id, kind, CASE WHEN epoch > 0 THEN :ahead ELSE lane END AS lane,
                          engine, voice_version, cost_ms
                """)
                .bind("queued", State.QUEUED.wireName())
                .bind("limit", limit)
                .bind("ahead", Lane.INTERACTIVE.wireName())
                .bind("after", after.toMillis() / 1000.0)
                .map((row, ctx) -> WakeUp.of(
                        row.getObject("id", UUID.class),
                        row.getString("kind"),
                        row.getString("lane"),
                        row.getString("engine"),
                        row.getString("voice_version"),
                        row.getLong("cost_ms")))
                .list());
    }
}
