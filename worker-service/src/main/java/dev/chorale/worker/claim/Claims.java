package dev.chorale.worker.claim;

import dev.chorale.common.job.Lane;
import dev.chorale.common.job.State.Move;
import dev.chorale.common.outcome.RunMoves;
import dev.chorale.worker.settle.Builds;
import dev.chorale.worker.settle.Fence;
import dev.chorale.worker.settle.Held;
import dev.chorale.worker.settle.Settlement.Told;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** The claim: the only way in which a run becomes a worker's. Each method is one transaction. */
@Singleton
final class Claims {
    private static final String[] LANES_IN_ORDER =
            Stream.of(Lane.values()).map(Lane::wireName).toArray(String[]::new);

    private final Jdbi db;

    Claims(Jdbi db) {
        this.db = db;
    }

    /** Claims those of the runs that can be claimed by this worker now. Waits for whoever joins one of them. */
    List<Claimed> claim(UUID worker, String engine, Collection<UUID> runs) {
        return db.inTransaction(tx -> claim(tx, worker, engine, runs));
    }

    /** Claims what waits in the queue, without having been told of it. Passes over what another transaction holds. */
    List<Claimed> claimWaiting(UUID worker, String engine, Duration minAge, int limit) {
        return db.inTransaction(tx -> {
            List<UUID> waiting = waiting(tx, engine, minAge, limit);
            return waiting.isEmpty() ? List.of() : claim(tx, worker, engine, waiting);
        });
    }

    private static List<UUID> waiting(Handle tx, String engine, Duration minAge, int limit) {
        return tx.createQuery("""
                SELECT id
                FROM run
                WHERE state = ANY(:from)
                  AND finished_at IS NULL
                  AND engine = :engine
                  AND not_before <= now() - :age * interval '1 millisecond'
                ORDER BY array_position(:lanes, lane), not_before, id
                LIMIT :limit
                FOR NO KEY UPDATE SKIP LOCKED
                """)
                .bindArray("from", String.class, (Object[]) Move.CLAIM.fromNames())
                .bindArray("lanes", String.class, (Object[]) LANES_IN_ORDER)
                .bind("engine", engine)
                .bind("age", minAge.toMillis())
                .bind("limit", limit)
                .mapTo(UUID.class)
                .list();
    }

    /**
     * The rows are locked in the order of their ids, so that workers that were told of the same runs can't deadlock.
     * What changed while we waited for its lock is checked again by PostgreSQL before it is moved. The worker's lease
     * is part of the same statement: a worker that was given up claims nothing.
     */
    private static List<Claimed> claim(Handle tx, UUID worker, String engine, Collection<UUID> runs) {
        return tx.createQuery("""
                WITH due AS (
                    SELECT id
                    FROM run
                    WHERE id = ANY(:runs)
                      AND state = ANY(:from)
                      AND engine = :engine
                      AND not_before <= now()
                      AND attempts < :most
                      AND EXISTS (SELECT FROM worker WHERE worker.id = :worker AND worker.lease_until > now())
                    ORDER BY id
                    FOR NO KEY UPDATE
                )
                UPDATE run
                SET state = :to,
                    epoch = epoch + 1,
                    attempts = attempts + 1,
                    sequence = sequence + 1,
                    worker_id = :worker,
                    progress = 0,
                    started_at = coalesce(started_at, now())
                FROM due
                WHERE run.id = due.id
                RETURNING run.id, run.tenant_id, run.kind, run.epoch, run.attempts, run.sequence, run.cache_key,
                          run.voice_version, run.encoder_build, run.utterance,
                          ARRAY(SELECT job.id FROM job WHERE job.run_id = run.id AND job.outcome IS NULL) AS jobs
                """)
                .bindArray("runs", UUID.class, runs.toArray())
                .bindArray("from", String.class, (Object[]) Move.CLAIM.fromNames())
                .bind("to", Move.CLAIM.toName())
                .bind("engine", engine)
                .bind("most", RunMoves.MOST_ATTEMPTS)
                .bind("worker", worker)
                .map((row, ctx) -> claimed(row, worker))
                .list();
    }

    private static Claimed claimed(ResultSet row, UUID worker) throws SQLException {
        Held held = new Held(
                new Fence(row.getObject("id", UUID.class), worker, row.getInt("epoch")),
                row.getObject("tenant_id", UUID.class),
                row.getString("kind"),
                row.getInt("attempts"),
                row.getString("cache_key"),
                new Builds(row.getString("voice_version"), row.getString("encoder_build")));
        int sequence = row.getInt("sequence");
        List<Told> jobs = Stream.of((UUID[]) row.getArray("jobs").getArray())
                .map(job -> new Told(job, held.kind(), sequence))
                .toList();
        return new Claimed(held, row.getString("utterance"), jobs);
    }
}
