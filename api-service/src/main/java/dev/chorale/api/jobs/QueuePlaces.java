package dev.chorale.api.jobs;

import dev.chorale.common.db.Remembered;
import dev.chorale.common.job.Lane;
import dev.chorale.common.job.State;
import dev.chorale.common.time.Monotonic;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * How many runs come before one that is queued, and about how long they take: by what is expected of each, as much longer as
 * its engine was found to take lately, over the slots of the workers that live. Half of that at least, twice that at most:
 * who is more urgent may come yet, and some wait for a voice that is loaded elsewhere.
 */
@ApplicationScoped
public class QueuePlaces {
    /** As many are counted: more tell a caller nothing, and cost. */
    public static final int MOST = 1_000;

    private static final Duration PACE_HOLDS = Duration.ofSeconds(10);
    private static final int MOST_ATTEMPTS = 1_000;

    private final Jdbi jdbi;
    private final Remembered<String, Double> paces;

    public QueuePlaces(Jdbi jdbi, Monotonic clock) {
        this.jdbi = jdbi;
        this.paces = new Remembered<>(PACE_HOLDS, clock);
    }

    /**
     * The runs before one.
     *
     * @param costMs what they were expected to take in all
     * @param slots of the living workers that have its engine
     */
    private record Ahead(int runs, long costMs, int slots) {}

    /** Empty unless it is queued. */
    public Optional<JobJson.Queue> of(JobView job) {
        if (!job.state.equals(State.QUEUED.wireName())) {
            return Optional.empty();
        }
        return ahead(job.runId, job.engine).map(ahead -> new JobJson.Queue(ahead.runs(), eta(ahead, job.engine)));
    }

    private @Nullable List<Long> eta(Ahead ahead, String engine) {
        if (ahead.slots() == 0 || ahead.runs() == MOST) {
            return null;
        }
        double pace = paces.get(engine, () -> Optional.of(pace(engine))).orElseThrow();
        double seconds = ahead.costMs() * pace / ahead.slots() / 1000;
        return List.of((long) Math.floor(seconds / 2), (long) Math.ceil(seconds * 2));
    }

    /**
     * In the order in which runs are claimed: the more urgent lanes, then its tenant's earlier ones, and of each other tenant's
     * as many as come to their turn before. The index {@code run_fair} has them in this order, so it costs what it counts.
     */
    private Optional<Ahead> ahead(UUID run, String engine) {
        return jdbi.withHandle(h -> h.createQuery("""
                        WITH RECURSIVE mine AS (
                            SELECT id, tenant_id, lane, epoch = 0 AS is_new, not_before
                            FROM run
                            WHERE id = :run
                              AND state = :queued
                        ),
                        urgent AS (
                            SELECT earlier.cost_ms
                            FROM mine
                            CROSS JOIN unnest(:lanes) WITH ORDINALITY AS urgent (lane, place)
                            CROSS JOIN LATERAL (
                                SELECT run.cost_ms
                                FROM run
                                WHERE run.engine = :engine
                                  AND run.lane = urgent.lane
                                  AND run.state = :queued
                                  AND run.finished_at IS NULL
                                LIMIT :most
                            ) AS earlier
                            WHERE urgent.place < array_position(:lanes, mine.lane)
                            LIMIT :most
                        ),
                        own AS (
                            SELECT earlier.cost_ms
                            FROM mine
                            CROSS JOIN LATERAL (
                                SELECT run.cost_ms
                                FROM run
                                WHERE run.engine = :engine
                                  AND run.lane = mine.lane
                                  AND run.state = :queued
                                  AND run.finished_at IS NULL
                                  AND run.tenant_id = mine.tenant_id
                                  AND (run.epoch = 0, run.not_before, run.id) < (mine.is_new, mine.not_before, mine.id)
                                LIMIT :most
                            ) AS earlier
                        ),
                        held AS (
                            SELECT tenant_id, count(*) AS places
                            FROM run
                            WHERE engine = :engine
                              AND lane = ANY(:lanes)
                              AND state = :running
                              AND finished_at IS NULL
                            GROUP BY tenant_id
                        ),
                        turn AS (
                            SELECT mine.*, (SELECT count(*) FROM own) + coalesce(held.places, 0) AS turn
                            FROM mine
                            LEFT JOIN held ON held.tenant_id = mine.tenant_id
                        ),
                        step AS (
                            SELECT lane, uuid '00000000-0000-0000-0000-000000000000' AS tenant_id FROM mine
                            UNION ALL
                            SELECT step.lane, next.tenant_id
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
                            ) AS next
                        ),
                        others AS (
                            SELECT earlier.cost_ms
                            FROM turn
                            JOIN step ON step.tenant_id <> turn.tenant_id
                            LEFT JOIN held ON held.tenant_id = step.tenant_id
                            CROSS JOIN LATERAL (
                                SELECT run.cost_ms, run.not_before, run.id,
                                       coalesce(held.places, 0)
                                           + row_number() OVER (ORDER BY run.epoch = 0, run.not_before, run.id) - 1 AS turn
                                FROM run
                                WHERE run.engine = :engine
                                  AND run.lane = step.lane
                                  AND run.state = :queued
                                  AND run.finished_at IS NULL
                                  AND run.tenant_id = step.tenant_id
                                ORDER BY run.epoch = 0, run.not_before, run.id
                                LIMIT least(:most, turn.turn + 1)
                            ) AS earlier
                            WHERE (earlier.turn, earlier.not_before, earlier.id) < (turn.turn, turn.not_before, turn.id)
                            LIMIT :most
                        ),
                        ahead AS (
                            SELECT cost_ms FROM urgent
                            UNION ALL SELECT cost_ms FROM own
                            UNION ALL SELECT cost_ms FROM others
                            LIMIT :most
                        )
                        SELECT (SELECT count(*) FROM ahead) AS runs,
                               (SELECT coalesce(sum(cost_ms), 0) FROM ahead) AS cost_ms,
                               (SELECT coalesce(sum(slots), 0)
                                FROM worker
                                WHERE lease_until > now()
                                  AND :engine = ANY(engines)) AS slots
                        FROM mine
                        """)
                .bind("run", run)
                .bind("engine", engine)
                .bind("queued", State.QUEUED.wireName())
                .bind("running", State.RUNNING.wireName())
                .bindArray(
                        "lanes",
                        String.class,
                        Stream.of(Lane.values()).map(Lane::wireName).toArray())
                .bind("most", MOST)
                .map((row, ctx) -> ahead(row))
                .findOne());
    }

    private static Ahead ahead(ResultSet row) throws SQLException {
        return new Ahead(row.getInt("runs"), row.getLong("cost_ms"), row.getInt("slots"));
    }

    /** How many times as long as expected the engine's runs took lately; once where none was spoken. */
    private double pace(String engine) {
        return jdbi.withHandle(h -> h.createQuery("""
                        SELECT coalesce(sum(extract(epoch FROM ended_at - began_at)) * 1000 / sum(cost_ms), 1)
                        FROM (
                            SELECT attempt.began_at, attempt.ended_at, run.cost_ms
                            FROM attempt
                            JOIN run ON run.id = attempt.run_id
                            WHERE attempt.engine = :engine
                              AND attempt.ended_at > now() - interval '5 minutes'
                              AND attempt.ending = :succeeded
                              AND run.cost_ms > 0
                            LIMIT :most
                        ) AS lately
                        """)
                .bind("engine", engine)
                .bind("succeeded", State.SUCCEEDED.wireName())
                .bind("most", MOST_ATTEMPTS)
                .mapTo(Double.class)
                .one());
    }
}
