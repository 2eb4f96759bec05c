package dev.chorale.api.audio;

import dev.chorale.api.cache.CachedAudio;
import dev.chorale.api.problem.Problem;
import dev.chorale.common.job.State;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementContext;

/** Finds a job's audio, or says why there is none to be had. */
@ApplicationScoped
public class JobAudio {
    private final Jdbi jdbi;

    public JobAudio(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** Where a job stands with its audio. */
    public sealed interface Standing {
        record Ready(CachedAudio audio) implements Standing {}

        record Unfinished() implements Standing {}

        record Ended(State state, String code, String message) implements Standing {}

        record Gone() implements Standing {}
    }

    /** Nothing where the tenant has no such job. */
    public Optional<Standing> find(UUID tenant, UUID job) {
        return jdbi.withHandle(h -> h.createQuery("""
                        SELECT j.deleted_at, j.outcome, j.error_code, j.error_message, j.audio_until > now() AS in_time, j.artefact_id, a.sha256,
                               a.object_key, a.bytes, a.format, a.sample_rate_hz, a.duration_ms
                        FROM job j
                        LEFT JOIN artefact a ON a.id = j.artefact_id
                        WHERE j.id = :job
                          AND j.tenant_id = :tenant
                        """)
                .bind("job", job)
                .bind("tenant", tenant)
                .map(JobAudio::standing)
                .findOne());
    }

    /** The audio. @throws Problem.Refusal 404, 409 {@code job_not_finished} or {@code job_failed}, 410 */
    public CachedAudio get(UUID tenant, UUID job) {
        Standing standing =
                find(tenant, job).orElseThrow(() -> Problem.notFound().refusal());
        return switch (standing) {
            case Standing.Ready ready -> ready.audio();
            case Standing.Unfinished unfinished ->
                throw Problem.of(409, "job_not_finished", "The job is not finished; poll it or send Prefer: wait.")
                        .refusal();
            case Standing.Ended ended ->
                throw Problem.of(
                                409,
                                "job_failed",
                                "The job ended " + ended.state().wireName() + ": it has no audio.")
                        .refusal();
            case Standing.Gone gone ->
                throw Problem.of(410, "audio_gone", "The audio was erased or is past its life; submit the text again.")
                        .refusal();
        };
    }

    private static Standing standing(ResultSet row, StatementContext ctx) throws SQLException {
        String outcome = row.getString("outcome");
        if (row.getTimestamp("deleted_at") != null) {
            return new Standing.Gone();
        }
        if (outcome == null) {
            return new Standing.Unfinished();
        }
        State state = State.byWireName(outcome);
        if (state != State.SUCCEEDED) {
            String code = row.getString("error_code");
            String message = row.getString("error_message");
            return new Standing.Ended(state, code == null ? outcome : code, message == null ? outcome : message);
        }
        boolean there = row.getBoolean("in_time") && row.getString("object_key") != null;
        return there ? new Standing.Ready(CachedAudio.MAPPER.map(row, ctx)) : new Standing.Gone();
    }
}
