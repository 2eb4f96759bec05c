package dev.chorale.worker.claim;

import dev.chorale.common.job.Lane;
import dev.chorale.common.job.State;
import dev.chorale.worker.claim.Claims.Fitting;
import dev.chorale.worker.settle.Held;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * Which of the runs that wait for an engine comes next where a voice must be loaded first: by lane; in a lane those whose
 * voice is here; then what was begun before; then what was due first. A run whose voice another live worker has is left for
 * that one for a while. Suspects are not in it, as in {@link FairOrder}.
 */
final class FittingOrder {
    /** Others may look at the same time, and what they hold is passed over. */
    private static final int LOOKS_AT_ONCE = 4;

    /** Of each voice that is not here: there may be hundreds. */
    private static final int LOOKS_AT_ONCE_OF_OTHERS = 2;

    private FittingOrder() {}

    /**
     * Locks what it returns, and passes over what another transaction holds. Reads a few rows for each voice that is
     * waited for, however long the queue is: see the index {@code run_voice}. Runs without one are left to {@link FairOrder}.
     */
    static List<UUID> first(Handle tx, Claimant by, Fitting fitting, int limit) {
        return tx.createQuery("""
                WITH RECURSIVE step AS (
                    SELECT lane, place, '' AS voice_key
                    FROM unnest(:lanes) WITH ORDINALITY AS urgent (lane, place)
                    UNION ALL
                    SELECT step.lane, step.place, other.voice_key
                    FROM step
                    CROSS JOIN LATERAL (
                        SELECT run.voice_key
                        FROM run
                        WHERE run.engine = :engine
                          AND run.lane = step.lane
                          AND run.state = :queued
                          AND run.finished_at IS NULL
                          AND run.voice_key > step.voice_key
                        ORDER BY run.voice_key
                        LIMIT 1
                    ) AS other
                ),
                waiting AS (
                    SELECT lane, place, voice_key, voice_key = ANY(:voices) AS is_here,
                           :woken AND NOT EXISTS (SELECT
                                                  FROM worker
                                                  WHERE worker.id <> :worker
                                                    AND worker.lease_until > now()
                                                    AND :engine || '/' || step.voice_key = ANY(worker.loaded)) AS is_free
                    FROM step
                    WHERE voice_key <> ''
                ),
                due AS (
                    SELECT early.id, early.is_new, early.not_before, waiting.place, waiting.is_here
                    FROM waiting
                    CROSS JOIN LATERAL (
                        SELECT run.id, run.epoch = 0 AS is_new, run.not_before
                        FROM run
                        WHERE run.engine = :engine
                          AND run.lane = waiting.lane
                          AND run.state = :queued
                          AND run.finished_at IS NULL
                          AND run.voice_key = waiting.voice_key
                          AND run.suspicion < :alone
                          AND run.not_before <= now() - CASE WHEN waiting.is_here OR waiting.is_free
                                                             THEN :age
                                                             ELSE greatest(:age, :leftFor)
                                                        END * interval '1 millisecond'
                        ORDER BY run.epoch = 0, run.not_before, run.id
                        LIMIT CASE WHEN waiting.is_here THEN :atMost ELSE :ofOthers END
                    ) AS early
                ),
                next AS (
                    SELECT id, row_number() OVER (ORDER BY place, is_here DESC, is_new, not_before, id) AS rank
                    FROM due
                    ORDER BY rank
                    LIMIT :atMost
                )
                SELECT run.id
                FROM next
                JOIN run ON run.id = next.id
                WHERE run.state = :queued
                ORDER BY next.rank
                LIMIT :limit
                FOR NO KEY UPDATE OF run SKIP LOCKED
                """)
                .bindArray("lanes", String.class, FairOrder.names(List.of(Lane.values())))
                .bindArray("voices", String.class, fitting.voices().toArray())
                .bind("engine", by.engine())
                .bind("worker", by.worker())
                .bind("queued", State.QUEUED.wireName())
                .bind("age", fitting.minAge().toMillis())
                .bind("leftFor", fitting.leftFor().toMillis())
                .bind("woken", fitting.woken())
                .bind("alone", Held.TRIED_ALONE_FROM)
                .bind("atMost", LOOKS_AT_ONCE * limit)
                .bind("ofOthers", LOOKS_AT_ONCE_OF_OTHERS * limit)
                .bind("limit", limit)
                .mapTo(UUID.class)
                .list();
    }
}
