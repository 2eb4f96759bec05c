package dev.chorale.worker.limit;

import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/** The statements of {@link StandingStore}. */
@Singleton
final class PostgresStandings implements StandingStore {
    private final Jdbi db;

    PostgresStandings(Jdbi db) {
        this.db = db;
    }

    @Override
    public Optional<Standing> find(String process) {
        return db.withHandle(h -> h.createQuery("""
                SELECT start_calls, ceiling, died_at_calls, since
                FROM engine_limit
                WHERE process = :process
                """)
                .bind("process", process)
                .map((row, ctx) -> standing(row))
                .findOne());
    }

    private static Standing standing(ResultSet row) throws SQLException {
        return new Standing(
                row.getInt("start_calls"),
                row.getInt("ceiling"),
                row.getInt("died_at_calls"),
                row.getObject("since", OffsetDateTime.class).toInstant());
    }

    @Override
    public void keep(String process, Standing standing) {
        db.useHandle(h -> h.createUpdate("""
                INSERT INTO engine_limit (process, start_calls, ceiling, died_at_calls, since, updated_at)
                VALUES (:process, :start, :ceiling, :died, :since, now())
                ON CONFLICT ON CONSTRAINT engine_limit_pk DO UPDATE
                SET start_calls = CASE WHEN excluded.since >= engine_limit.since THEN excluded.start_calls
                                       ELSE least(excluded.start_calls, engine_limit.ceiling) END,
                    ceiling = CASE WHEN excluded.since >= engine_limit.since THEN excluded.ceiling
                                   ELSE engine_limit.ceiling END,
                    died_at_calls = CASE WHEN excluded.since >= engine_limit.since THEN excluded.died_at_calls
                                         ELSE engine_limit.died_at_calls END,
                    since = greatest(excluded.since, engine_limit.since),
                    updated_at = now()
                """)
                .bind("process", process)
                .bind("start", standing.start())
                .bind("ceiling", standing.ceiling())
                .bind("died", standing.diedAt())
                .bind("since", atUtc(standing.since()))
                .execute());
    }

    @Override
    public void belongs(String process, String engine) {
        db.useHandle(h -> h.createUpdate("""
                UPDATE engine_limit
                SET engine = :engine
                WHERE process = :process
                """)
                .bind("process", process)
                .bind("engine", engine)
                .execute());
    }

    private static OffsetDateTime atUtc(Instant since) {
        return since.atOffset(ZoneOffset.UTC);
    }
}
