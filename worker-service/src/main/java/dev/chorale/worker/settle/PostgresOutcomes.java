package dev.chorale.worker.settle;

import dev.chorale.common.job.State;
import dev.chorale.common.job.State.Move;
import dev.chorale.common.outcome.JobEndings;
import dev.chorale.common.outcome.JobEndings.Ended;
import dev.chorale.common.outcome.JobEndings.Reason;
import dev.chorale.common.outcome.RunMoves;
import dev.chorale.common.speech.Cue;
import dev.chorale.worker.settle.Outcome.Cause;
import dev.chorale.worker.settle.Outcome.Trouble;
import dev.chorale.worker.settle.Settlement.LeaseLost;
import dev.chorale.worker.settle.Settlement.Settled;
import dev.chorale.worker.settle.Settlement.Told;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * The statements of a settle, one READ COMMITTED transaction a method.
 *
 * <p>The run's row is moved first, under its fence, and that locks it. Only then, in later statements with snapshots
 * of their own, are its jobs looked up. Whoever joins the run locks its row FOR SHARE before inserting a job: so a
 * joiner either committed before our lock, and is seen, or waits for us and finds a run that has ended. Merging the
 * statements would lose the joiner that committed while we waited for the lock.
 */
@Singleton
final class PostgresOutcomes implements Outcomes {
    private final Jdbi db;

    PostgresOutcomes(Jdbi db) {
        this.db = db;
    }

    @Override
    public Settlement succeed(Held held, Kept kept, Duration cachedFor) {
        return db.inTransaction(tx -> succeed(tx, held, kept, cachedFor));
    }

    private static Settlement succeed(Handle tx, Held held, Kept kept, Duration cachedFor) {
        if (!moved(tx, held.fence(), kept.audio().engineMs())) {
            return committedBefore(tx, kept);
        }
        insertArtefact(tx, held, kept);
        Set<UUID> run = Set.of(held.fence().run());
        List<UUID> jobs = JobEndings.waitingFor(tx, run);
        List<Ended> ended =
                JobEndings.succeed(tx, jobs, kept.artefact(), kept.audio().engineMs());
        if (cachedFor.isPositive() && held.cacheKey() != null) {
            insertCacheEntry(tx, held, kept, cachedFor);
        }
        JobEndings.closeToJoiners(tx, run);
        return new Settled(State.SUCCEEDED, told(ended));
    }

    private static boolean moved(Handle tx, Fence fence, long engineMs) {
        return fenced(tx.createUpdate("""
                UPDATE run
                SET state = :to,
                    sequence = sequence + 1,
                    progress = 1,
                    worker_id = NULL,
                    finished_at = now(),
                    error_code = NULL,
                    error_message = NULL,
                    engine_ms = :engineMs
                WHERE id = :run
                  AND epoch = :epoch
                  AND worker_id = :worker
                  AND state = ANY(:from)
                """), fence, Move.SUCCEED)
                        .bind("engineMs", engineMs)
                        .execute()
                == 1;
    }

    /**
     * Zero rows after a connection broke at the commit may mean that the commit went through: then the artefact is
     * there, and its object must stay.
     */
    private static Settlement committedBefore(Handle tx, Kept kept) {
        boolean committed = tx.createQuery("""
                SELECT count(*)
                FROM artefact
                WHERE id = :artefact
                """)
                        .bind("artefact", kept.artefact())
                        .mapTo(Integer.class)
                        .one()
                == 1;
        return committed ? new Settled(State.SUCCEEDED, toldBy(tx, kept.artefact())) : new LeaseLost();
    }

    private static List<Told> toldBy(Handle tx, UUID artefact) {
        return tx.createQuery("""
                SELECT job.id, job.kind, run.sequence
                FROM job
                JOIN run ON run.id = job.run_id
                WHERE job.artefact_id = :artefact
                """)
                .bind("artefact", artefact)
                .map((row, ctx) ->
                        new Told(row.getObject("id", UUID.class), row.getString("kind"), row.getInt("sequence")))
                .list();
    }

    private static void insertArtefact(Handle tx, Held held, Kept kept) {
        tx.createUpdate("""
                INSERT INTO artefact (id, tenant_id, sha256, object_key, bytes, format, sample_rate_hz, duration_ms, cues, created_at)
                VALUES (:id, :tenant, :sha256, :key, :bytes, :format, :rate, :duration, CAST(:cues AS jsonb), now())
                """)
                .bind("id", kept.artefact())
                .bind("tenant", held.tenant())
                .bind("sha256", kept.audio().sha256())
                .bind("key", kept.objectKey())
                .bind("bytes", kept.audio().bytes())
                .bind("format", kept.audio().format().wireName())
                .bind("rate", kept.audio().sampleRateHz())
                .bind("duration", kept.audio().durationMs())
                .bind("cues", Cue.write(kept.audio().cues()))
                .execute();
    }

    private static void insertCacheEntry(Handle tx, Held held, Kept kept, Duration life) {
        tx.createUpdate("""
                INSERT INTO cache_entry (tenant_id, cache_key, run_id, artefact_id, created_at, life, expires_at)
                VALUES (:tenant, :key, :run, :artefact, now(), :life * interval '1 millisecond',
                        now() + :life * interval '1 millisecond')
                ON CONFLICT ON CONSTRAINT cache_entry_pk DO UPDATE
                SET run_id = excluded.run_id,
                    artefact_id = excluded.artefact_id,
                    created_at = excluded.created_at,
                    life = excluded.life,
                    expires_at = excluded.expires_at
                """)
                .bind("tenant", held.tenant())
                .bind("key", held.cacheKey())
                .bind("run", held.fence().run())
                .bind("artefact", kept.artefact())
                .bind("life", life.toMillis())
                .execute();
    }

    @Override
    public Settlement fail(Held held, Trouble trouble) {
        return db.inTransaction(tx -> fail(tx, held, trouble));
    }

    private static Settlement fail(Handle tx, Held held, Trouble trouble) {
        int rows = fenced(tx.createUpdate("""
                UPDATE run
                SET state = :to,
                    sequence = sequence + 1,
                    worker_id = NULL,
                    finished_at = now(),
                    error_code = :code,
                    error_message = :message,
                    engine_ms = :engineMs
                WHERE id = :run
                  AND epoch = :epoch
                  AND worker_id = :worker
                  AND state = ANY(:from)
                """), held.fence(), Move.FAIL)
                .bind("code", trouble.code())
                .bind("message", trouble.message())
                .bind("engineMs", trouble.engineMs())
                .execute();
        if (rows == 0) {
            return new LeaseLost();
        }
        Set<UUID> run = Set.of(held.fence().run());
        Reason reason = new Reason(trouble.code(), trouble.message(), trouble.cause() != Cause.LASTING);
        List<Ended> ended = JobEndings.fail(tx, JobEndings.waitingFor(tx, run), State.FAILED, reason);
        JobEndings.closeToJoiners(tx, run);
        return new Settled(State.FAILED, told(ended));
    }

    @Override
    public Settlement retry(Held held, Trouble trouble, Duration wait) {
        boolean hasMore = held.attempts() < RunMoves.MOST_ATTEMPTS;
        return putBackOrFail(held, new Terms(Move.RETRY, 0, 0, hasMore), trouble, wait, trouble);
    }

    @Override
    public Settlement suspect(Held held, Trouble trouble, Duration wait) {
        Trouble poison = Outcomes.poison(trouble.engineMs());
        return putBackOrFail(held, new Terms(Move.RETRY, 1, 1, !held.isTriedAlone()), trouble, wait, poison);
    }

    @Override
    public Settlement giveBack(Held held, Trouble trouble, Duration wait) {
        return putBackOrFail(held, new Terms(Move.RELEASE, 1, 0, true), trouble, wait, trouble);
    }

    /**
     * How a run is put back.
     *
     * @param hasMore whether it is put back also if it was not brought forward
     */
    private record Terms(Move move, int uncharged, int suspicion, boolean hasMore) {}

    private Settlement putBackOrFail(Held held, Terms terms, Trouble trouble, Duration wait, Trouble last) {
        return db.inTransaction(tx -> putBack(tx, held, terms, trouble, wait)
                .orElseGet(() -> terms.hasMore() ? new LeaseLost() : fail(tx, held, last)));
    }

    /** Only the holder of the fence adds segments: their number is not about to grow. */
    private static Optional<Settlement> putBack(Handle tx, Held held, Terms terms, Trouble trouble, Duration wait) {
        return fenced(tx.createQuery("""
                UPDATE run
                SET state = :to,
                    sequence = sequence + 1,
                    attempts = CASE WHEN kept > segments THEN 0 ELSE attempts - :uncharged END,
                    suspicion = CASE WHEN kept > segments AND NOT :blamed THEN 0 ELSE suspicion END + :suspicion,
                    segments = greatest(segments, kept),
                    worker_id = NULL,
                    not_before = now() + :wait * interval '1 millisecond',
                    wake_ups = 0,
                    wake_due_at = now() + :wait * interval '1 millisecond',
                    error_code = :code,
                    error_message = :message,
                    engine_ms = :engineMs
                FROM (SELECT count(*) AS kept FROM segment WHERE segment.run_id = :run) AS shelf
                WHERE id = :run
                  AND epoch = :epoch
                  AND worker_id = :worker
                  AND state = ANY(:from)
                  AND (:hasMore OR kept > segments)
                RETURNING kind, sequence,
                          ARRAY(SELECT job.id FROM job WHERE job.run_id = run.id AND job.outcome IS NULL) AS jobs
                """), held.fence(), terms.move())
                .bind("uncharged", terms.uncharged())
                .bind("suspicion", terms.suspicion())
                .bind("hasMore", terms.hasMore())
                .bind("blamed", trouble.cause() == Cause.CRASHED_AGAIN)
                .bind("wait", wait.toMillis())
                .bind("code", trouble.code())
                .bind("message", trouble.message())
                .bind("engineMs", trouble.engineMs())
                .map((row, ctx) -> waiting(row))
                .findOne()
                .map(jobs -> new Settled(terms.move().to(), jobs));
    }

    private static <S extends SqlStatement<S>> S fenced(S statement, Fence fence, Move move) {
        return statement
                .bind("run", fence.run())
                .bind("epoch", fence.epoch())
                .bind("worker", fence.worker())
                .bindArray("from", String.class, (Object[]) move.fromNames())
                .bind("to", move.toName());
    }

    private static List<Told> told(List<Ended> ended) {
        return ended.stream()
                .map(job -> new Told(job.jobId(), job.kind(), job.sequence()))
                .toList();
    }

    private static List<Told> waiting(ResultSet row) throws SQLException {
        String kind = row.getString("kind");
        int sequence = row.getInt("sequence");
        return Stream.of((UUID[]) row.getArray("jobs").getArray())
                .map(job -> new Told(job, kind, sequence))
                .toList();
    }
}
