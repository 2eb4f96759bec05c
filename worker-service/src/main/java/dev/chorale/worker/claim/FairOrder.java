package dev.chorale.worker.claim;

import dev.chorale.common.job.Lane;
import dev.chorale.common.job.State;
import dev.chorale.worker.settle.Held;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * Which of the runs that wait for an engine comes next: by lane; in a lane first what was begun before; of the rest the
 * tenant's that holds the fewest places of the engine, counted as if its earlier ones had theirs already; between equals
 * what was due first. So places are shared evenly, and who speaks long texts pays for it by holding them longer (max-min
 * fairness; the unit is the place, not the run). Suspects are not in it: their turn comes when a process is quiet.
 */
final class FairOrder {
    /** Others may look at the same time, and what they hold is passed over. */
    private static final int LOOKS_AT_ONCE = 4;

    private FairOrder() {}

    /**
     * Locks what it returns, and passes over what another transaction holds. Reads a few times as many rows as it may
     * return, and one more for each tenant that waits, however long the queue is: see the index {@code run_fair}.
     *
     * @param minAge how long a run must have been due
     */
    static List<UUID> first(Handle tx, String engine, Collection<Lane> lanes, Duration minAge, int limit) {
        return tx.createQuery("""
                WITH RECURSIVE step AS (
                    SELECT lane, place, uuid '00000000-0000-0000-0000-000000000000' AS tenant_id
                    FROM unnest(:lanes) WITH ORDINALITY AS urgent (lane, place)
                    UNION ALL
                    SELECT step.lane, step.place, other.tenant_id
                    FROM step
                    CROSS JOIN LATERAL (
                        SELECT run.tenant_id
                        FROM run
                        WHERE run.engine = :engine
                          AND run.lane = step.lane
                          AND run.state = :queued
                          AND run.finished_at IS NULL
                          AND run.tenant_id > step.tenant_id
                        ORDER BY run.tenant_id
                        LIMIT 1
                    ) AS other
                ),
                waiting AS (
                    SELECT * FROM step WHERE tenant_id <> uuid '00000000-0000-0000-0000-000000000000'
                ),
                held AS (
                    SELECT tenant_id, count(*) AS places
                    FROM run
                    WHERE engine = :engine
                      AND lane = ANY(:allLanes)
                      AND state = :running
                      AND finished_at IS NULL
                    GROUP BY tenant_id
                ),
                due AS (
                    SELECT early.id, early.is_new, early.not_before, waiting.place,
                           coalesce(held.places, 0)
                               + row_number() OVER (PARTITION BY waiting.tenant_id
                                                    ORDER BY waiting.place, early.is_new, early.not_before, early.id) AS turn
                    FROM waiting
                    CROSS JOIN LATERAL (
                        SELECT run.id, run.epoch = 0 AS is_new, run.not_before
                        FROM run
                        WHERE run.engine = :engine
                          AND run.lane = waiting.lane
                          AND run.state = :queued
                          AND run.finished_at IS NULL
                          AND run.tenant_id = waiting.tenant_id
                          AND run.not_before <= now() - :age * interval '1 millisecond'
                          AND run.suspicion < :alone
                        ORDER BY run.epoch = 0, run.not_before, run.id
                        LIMIT (SELECT :atMost / count(DISTINCT tenant_id) + 1 FROM waiting)
                    ) AS early
                    LEFT JOIN held ON held.tenant_id = waiting.tenant_id
                ),
                next AS (
                    SELECT id, row_number() OVER (ORDER BY place, is_new, turn, not_before, id) AS rank
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
                .bindArray("lanes", String.class, names(lanes))
                .bindArray("allLanes", String.class, names(List.of(Lane.values())))
                .bind("engine", engine)
                .bind("queued", State.QUEUED.wireName())
                .bind("running", State.RUNNING.wireName())
                .bind("age", minAge.toMillis())
                .bind("atMost", LOOKS_AT_ONCE * limit)
                .bind("limit", limit)
                .bind("alone", Held.TRIED_ALONE_FROM)
                .mapTo(UUID.class)
                .list();
    }

    /** In their order. */
    static Object[] names(Collection<Lane> lanes) {
        return lanes.stream().sorted().map(Lane::wireName).toArray();
    }
}
