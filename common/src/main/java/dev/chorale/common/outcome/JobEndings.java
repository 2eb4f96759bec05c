package dev.chorale.common.outcome;

import dev.chorale.common.job.State;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Ends jobs inside the caller's transaction.
 *
 * <p>A job is ended once: {@code outcome IS NULL} guards it, its charge has the job's id as its key, its webhook
 * event the hash of job and type. Ending a job again therefore does nothing.
 */
public final class JobEndings {
    /** How long a job's audio can be fetched. */
    public static final Duration AUDIO_LIFE = Duration.ofDays(30);

    private JobEndings() {}

    /** A job that was ended just now. */
    public record Ended(UUID jobId, UUID tenantId, String kind, State state, int sequence) {}

    /** Why a job ended without audio. */
    public record Reason(String code, String message, boolean retryable) {}

    /** The jobs that still wait for this run, locked: nobody else can end or withdraw them before we commit. */
    public static List<UUID> waitingFor(Handle tx, Collection<UUID> runs) {
        return tx.createQuery("""
                SELECT id
                FROM job
                WHERE run_id = ANY(:runs)
                  AND outcome IS NULL
                ORDER BY id
                FOR UPDATE
                """)
                .bindArray("runs", UUID.class, runs.toArray())
                .mapTo(UUID.class)
                .list();
    }

    /** Gives each job the audio and charges it. */
    public static List<Ended> succeed(Handle tx, Collection<UUID> jobs, UUID artefact, long engineMs) {
        return end(tx, jobs, State.SUCCEEDED, artefact, engineMs, null);
    }

    /** Ends the jobs without audio and without a charge. */
    public static List<Ended> fail(Handle tx, Collection<UUID> jobs, State state, @Nullable Reason reason) {
        return end(tx, jobs, state, null, 0, reason);
    }

    private static List<Ended> end(
            Handle tx,
            Collection<UUID> jobs,
            State state,
            @Nullable UUID artefact,
            long engineMs,
            @Nullable Reason reason) {
        if (jobs.isEmpty()) {
            return List.of();
        }
        return tx.createQuery("""
                WITH ended AS (
                    UPDATE job
                    SET outcome = :state,
                        sequence = run.sequence,
                        finished_at = now(),
                        artefact_id = CAST(:artefact AS uuid),
                        audio_until = CASE WHEN :succeeded THEN now() + :life * interval '1 second' END,
                        error_code = :code,
                        error_message = :message,
                        error_retryable = CAST(:retryable AS boolean)
                    FROM run
                    WHERE job.id = ANY(:jobs)
                      AND job.outcome IS NULL
                      AND run.id = job.run_id
                    RETURNING job.*
                ), charged AS (
                    INSERT INTO usage (id, tenant_id, voice, source, characters, audio_ms, engine_ms, created_at)
                    SELECT ended.id, ended.tenant_id, ended.voice, ended.cache, ended.characters, artefact.duration_ms,
                           CASE WHEN ended.cache = 'miss' THEN :engineMs ELSE 0 END, now()
                    FROM ended
                    JOIN artefact ON artefact.id = ended.artefact_id
                    WHERE :succeeded
                    ON CONFLICT ON CONSTRAINT usage_pk DO NOTHING
                ), told AS (
                    INSERT INTO webhook_delivery (id, tenant_id, job_id, type, sequence, url, next_at, created_at)
                    SELECT md5(id::text || :type)::uuid, tenant_id, id, :type, sequence, webhook_url, now(), now()
                    FROM ended
                    WHERE webhook_url IS NOT NULL
                    ON CONFLICT ON CONSTRAINT webhook_delivery_once DO NOTHING
                )
                SELECT id, tenant_id, kind, sequence
                FROM ended
                """)
                .bindArray("jobs", UUID.class, jobs.toArray())
                .bind("state", state.wireName())
                .bind("succeeded", state == State.SUCCEEDED)
                .bind("type", "job." + state.wireName())
                .bindByType("artefact", artefact, UUID.class)
                .bind("life", AUDIO_LIFE.toSeconds())
                .bind("engineMs", engineMs)
                .bind("code", reason == null ? null : reason.code())
                .bind("message", reason == null ? null : reason.message())
                .bindByType("retryable", reason == null ? null : reason.retryable(), Boolean.class)
                .map((row, ctx) -> new Ended(
                        row.getObject("id", UUID.class),
                        row.getObject("tenant_id", UUID.class),
                        row.getString("kind"),
                        state,
                        row.getInt("sequence")))
                .list();
    }

    /** Whoever asks for the same audio from now on makes a run of its own. To be called when a run ended. */
    public static void closeToJoiners(Handle tx, Collection<UUID> runs) {
        tx.createUpdate("""
                DELETE FROM inflight
                WHERE run_id = ANY(:runs)
                """).bindArray("runs", UUID.class, runs.toArray()).execute();
    }
}
