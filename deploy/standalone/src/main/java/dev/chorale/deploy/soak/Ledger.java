package dev.chorale.deploy.soak;

import dev.chorale.common.wire.WakeUp;
import dev.chorale.deploy.soak.Recoveries.Recovery;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What PostgreSQL has of all this. Asks again for a while when it is away: it is one of the parts that are killed. */
final class Ledger implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final String url;
    private final Queue<Connection> idle = new ConcurrentLinkedQueue<>();

    /** @param url of JDBC, past all proxies */
    Ledger(String url) {
        this.url = url + "&connectTimeout=5&socketTimeout=30";
    }

    /**
     * A job and what it led to.
     *
     * @param key its Idempotency-Key, null if it has none
     * @param outcome null while it lives
     * @param sha256 null without audio
     */
    record JobRow(
            String id,
            @Nullable String key,
            @Nullable String outcome,
            String cache,
            @Nullable String errorCode,
            @Nullable String sha256,
            @Nullable Instant finishedAt) {}

    /** Reads one row. */
    @FunctionalInterface
    private interface Reading<T> {
        T of(ResultSet row) throws SQLException;
    }

    /** Those that were submitted since then. */
    List<JobRow> jobs(Instant since) {
        return rows(
                """
                SELECT 'job_' || replace(job.id::text, '-', '') AS id, idempotency.key, job.outcome, job.cache,
                       job.error_code, artefact.sha256, job.finished_at
                FROM job
                LEFT JOIN idempotency ON idempotency.job_id = job.id
                LEFT JOIN artefact ON artefact.id = job.artefact_id
                WHERE job.created_at >= ?
                """,
                row -> {
                    OffsetDateTime finished = row.getObject("finished_at", OffsetDateTime.class);
                    return new JobRow(
                            row.getString("id"),
                            row.getString("key"),
                            row.getString("outcome"),
                            row.getString("cache"),
                            row.getString("error_code"),
                            row.getString("sha256"),
                            finished == null ? null : finished.toInstant());
                },
                since.atOffset(ZoneOffset.UTC));
    }

    /** The runs that the process holds at this moment. */
    List<UUID> runsHeldBy(long pid) {
        return rows("""
                SELECT run.id
                FROM run
                JOIN worker ON worker.id = run.worker_id
                WHERE run.state = 'running'
                  AND worker.pid = ?
                """, row -> row.getObject("id", UUID.class), pid);
    }

    /** How many runs this process has ended since then. */
    long endedSince(Instant then, long pid) {
        return rows("""
                        SELECT count(*)
                        FROM attempt
                        JOIN worker ON worker.id = attempt.worker_id
                        WHERE worker.pid = ?
                          AND attempt.ending = 'succeeded'
                          AND attempt.ended_at > ?
                        """, row -> row.getLong(1), pid, then.atOffset(ZoneOffset.UTC))
                .getFirst();
    }

    /** How many of these keys have a job. */
    long jobsOf(Collection<String> keys) {
        return rows("SELECT count(*) FROM idempotency WHERE key = ANY(?)", row -> row.getLong(1), (Object)
                        keys.toArray(String[]::new))
                .getFirst();
    }

    /** How many tries began in this time. */
    long begunBetween(Instant from, Instant to) {
        return count("attempt WHERE began_at BETWEEN '" + from + "' AND '" + to + "'");
    }

    /** How many tries ended because the worker's lease had run out. */
    long takenAwaySince(Instant then) {
        return count("attempt WHERE code = 'worker_lost' AND ended_at > '" + then + "'");
    }

    /** How many tries could not store their audio, or not for long. */
    long heldBackSince(Instant then) {
        return count("attempt WHERE ended_at > '" + then
                + "' AND (code = 'storage_unavailable' OR ended_at - began_at > interval '2 seconds')");
    }

    /** How often runs were tried after their first try. */
    long reruns() {
        return rows("SELECT coalesce(sum(greatest(attempts - 1, 0)), 0) FROM run", row -> row.getLong(1))
                .getFirst();
    }

    /** What became of these runs since their worker died; those that live are not in the list. */
    List<Recovery> recoveries(Collection<UUID> runs, Instant died) {
        OffsetDateTime since = died.atOffset(ZoneOffset.UTC);
        return rows(
                """
                SELECT (extract(EPOCH FROM coalesce(missed.at, run.finished_at) - died.at) * 1000)::bigint AS missed,
                       (extract(EPOCH FROM coalesce(taken.at, run.finished_at) - died.at) * 1000)::bigint AS taken,
                       (extract(EPOCH FROM run.finished_at - died.at) * 1000)::bigint AS ended
                FROM run,
                     (SELECT ?::timestamptz AS at) died,
                     LATERAL (SELECT min(at) AS at FROM run_event WHERE run_id = run.id AND run_event.at > died.at) missed,
                     LATERAL (SELECT min(began_at) AS at FROM attempt WHERE run_id = run.id AND began_at > died.at) taken
                WHERE run.finished_at IS NOT NULL
                  AND run.id = ANY(?)
                """,
                row -> new Recovery(row.getLong("missed"), row.getLong("taken"), row.getLong("ended")),
                since,
                runs.toArray(UUID[]::new));
    }

    /** Wake-ups of the runs that began last, as they were announced or might have been. */
    List<WakeUp> latestWakeUps(int runs) {
        return rows(
                """
                SELECT id, kind, lane, engine, voice_version, cost_ms
                FROM run
                ORDER BY created_at DESC
                LIMIT ?
                """,
                row -> WakeUp.of(
                        row.getObject("id", UUID.class),
                        row.getString("kind"),
                        row.getString("lane"),
                        row.getString("engine"),
                        row.getString("voice_version"),
                        row.getLong("cost_ms")),
                runs);
    }

    /** How long after that moment a run succeeded; empty if none did. */
    Optional<Long> millisToNextSuccess(Instant moment) {
        return rows("""
                SELECT (extract(EPOCH FROM finished_at - ?) * 1000)::bigint AS millis
                FROM run
                WHERE state = 'succeeded'
                  AND finished_at >= ?
                ORDER BY finished_at
                LIMIT 1
                """, row -> row.getLong("millis"), moment.atOffset(ZoneOffset.UTC), moment.atOffset(ZoneOffset.UTC))
                .stream()
                .findFirst();
    }

    /** The first column of each row as text. */
    List<String> texts(String sql) {
        return rows(sql, row -> row.getString(1));
    }

    long count(String rows) {
        return rows("SELECT count(*) FROM " + rows, row -> row.getLong(1)).getFirst();
    }

    private <T> List<T> rows(String sql, Reading<T> reading, Object... parameters) {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                return rowsNow(sql, reading, parameters);
            } catch (SQLException away) {
                if (System.nanoTime() > until) {
                    throw new IllegalStateException("PostgreSQL does not answer: " + away.getMessage(), away);
                }
                rest();
            }
        }
    }

    /** On a connection that an earlier question left, or a new one; one that failed is not used again. */
    private <T> List<T> rowsNow(String sql, Reading<T> reading, Object... parameters) throws SQLException {
        Connection left = idle.poll();
        Connection connection = left == null ? DriverManager.getConnection(url) : left;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(
                        i + 1,
                        switch (parameters[i]) {
                            case UUID[] ids -> connection.createArrayOf("uuid", ids);
                            case String[] texts -> connection.createArrayOf("text", texts);
                            default -> parameters[i];
                        });
            }
            List<T> read = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    read.add(reading.of(row));
                }
            }
            idle.add(connection);
            return read;
        } catch (SQLException away) {
            connection.close();
            throw away;
        }
    }

    @Override
    public void close() {
        for (Connection connection = idle.poll(); connection != null; connection = idle.poll()) {
            try {
                connection.close();
            } catch (SQLException gone) {
                // It is closed either way.
            }
        }
    }

    private static void rest() {
        try {
            TimeUnit.MILLISECONDS.sleep(500);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", ended);
        }
    }
}
