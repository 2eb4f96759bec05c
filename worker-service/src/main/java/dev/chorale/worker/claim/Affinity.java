package dev.chorale.worker.claim;

import dev.chorale.common.job.State.Move;
import dev.chorale.worker.claim.Claims.Fitting;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * Chooses among what waits for an engine that must load a voice before it speaks with it.
 *
 * <p>A wake-up says that something waits, not what: whoever has the voice takes the run, and the run's own wake-up brings
 * somebody another. Where that leaves a run without a wake-up it is marked as left, and those who have its voice, or
 * after a while anyone, take it by looking.
 */
final class Affinity {
    private Affinity() {}

    /** @param woken whether wake-ups ask for it; otherwise only what was left is chosen */
    static List<UUID> choose(Handle tx, Claimant by, Fitting fitting, boolean woken, int limit) {
        return tx.createQuery("""
                SELECT id
                FROM run
                WHERE state = ANY(:from)
                  AND finished_at IS NULL
                  AND engine = :engine
                  AND not_before <= now()
                  AND (:woken OR left_at IS NOT NULL)
                  AND (voice_key = ANY(:voices)
                       OR left_at <= now() - :leftFor * interval '1 millisecond'
                       OR :woken AND NOT EXISTS (SELECT FROM worker
                                                 WHERE worker.id <> :worker
                                                   AND worker.lease_until > now()
                                                   AND run.engine || '/' || run.voice_key = ANY(worker.loaded)))
                ORDER BY array_position(:lanes, lane),
                         (:oldestFirst AND not_before <= now() - :long * interval '1 millisecond') DESC,
                         coalesce(voice_key = ANY(:voices), false) DESC,
                         epoch = 0, not_before, id
                LIMIT :limit
                FOR NO KEY UPDATE SKIP LOCKED
                """)
                .bindArray("from", String.class, (Object[]) Move.CLAIM.fromNames())
                .bindArray("lanes", String.class, (Object[]) PostgresClaims.LANES_IN_ORDER)
                .bindArray("voices", String.class, fitting.voices().toArray())
                .bind("engine", by.engine())
                .bind("worker", by.worker())
                .bind("woken", woken)
                .bind("leftFor", fitting.leftFor().toMillis())
                .bind("oldestFirst", fitting.oldestFirst())
                .bind("long", Fitting.LONG.toMillis())
                .bind("limit", limit)
                .mapTo(UUID.class)
                .list();
    }

    /** Marks those whose voice is elsewhere. What others are joining or claiming just now needs no mark. */
    static void leave(Handle tx, Claimant by, Collection<UUID> woken) {
        tx.createUpdate("""
                WITH theirs AS (
                    SELECT id
                    FROM run
                    WHERE id = ANY(:woken)
                      AND left_at IS NULL
                      AND state = ANY(:from)
                      AND EXISTS (SELECT FROM worker
                                  WHERE worker.id <> :worker
                                    AND worker.lease_until > now()
                                    AND run.engine || '/' || run.voice_key = ANY(worker.loaded))
                    ORDER BY id
                    FOR NO KEY UPDATE SKIP LOCKED
                )
                UPDATE run
                SET left_at = now()
                FROM theirs
                WHERE run.id = theirs.id
                """)
                .bindArray("woken", UUID.class, woken.toArray())
                .bindArray("from", String.class, (Object[]) Move.CLAIM.fromNames())
                .bind("worker", by.worker())
                .execute();
    }
}
