package dev.chorale.api.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.chorale.api.jobs.Rfc3339;
import dev.chorale.common.job.Ids;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** The tries of a run, as the database recorded each of them. */
@ApplicationScoped
public class Attempts {
    private final Jdbi jdbi;

    public Attempts(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * @param epoch the fence it ran under
     * @param ending the state that the run was moved to; absent while it runs
     * @param charged whether it counts towards the most attempts of a run
     * @param engineMs how long the engine worked for it, where that is known
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Attempt(
            int epoch,
            String worker,
            @Nullable String host,
            String engine,
            String beganAt,
            @Nullable String endedAt,
            @Nullable String ending,
            @Nullable Boolean charged,
            @Nullable String code,
            @Nullable String message,
            @Nullable Long engineMs) {}

    /** In their order. */
    public List<Attempt> of(UUID run) {
        return jdbi.withHandle(h -> h.createQuery("""
                        SELECT *
                        FROM attempt
                        WHERE run_id = :run
                        ORDER BY epoch
                        """)
                .bind("run", run)
                .map((row, ctx) -> attempt(row))
                .list());
    }

    private static Attempt attempt(ResultSet row) throws SQLException {
        Timestamp ended = row.getTimestamp("ended_at");
        return new Attempt(
                row.getInt("epoch"),
                Ids.write("worker", row.getObject("worker_id", UUID.class)),
                row.getString("host"),
                row.getString("engine"),
                Rfc3339.write(row.getTimestamp("began_at").toInstant()),
                ended == null ? null : Rfc3339.write(ended.toInstant()),
                row.getString("ending"),
                row.getObject("charged", Boolean.class),
                row.getString("code"),
                row.getString("message"),
                row.getObject("engine_ms", Long.class));
    }
}
