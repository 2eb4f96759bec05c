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

    /** In the order in which runs are claimed; an end of the index {@code run_queue} for each lane, so that it costs what it counts. */
    private Optional<Ahead> ahead(UUID run, String engine) {
        return jdbi.withHandle(h -> h.createQuery("""
                        WITH mine AS (
                            SELECT id, lane, not_before
                            FROM run
                            WHERE id = :run
                              AND state = :queued
                        ),
                        ahead AS (
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
                                  AND (run.not_before, run.id) <
                                      (CASE WHEN urgent.lane = mine.lane THEN mine.not_before ELSE 'infinity' END, mine.id)
                                LIMIT :most
                            ) AS earlier
                            WHERE urgent.place <= array_position(:lanes, mine.lane)
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
