package dev.chorale.api.admin;

import dev.chorale.common.job.Ids;
import dev.chorale.common.job.State;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Gives dead letters another life: a new job with a run of its own, because what has ended stays ended. The old job
 * names the new one, and so is a dead letter no more: doing it again does nothing.
 */
@ApplicationScoped
public class Redrive {
    private final Jdbi jdbi;
    private final Ids ids;

    public Redrive(Jdbi jdbi, Ids ids) {
        this.jdbi = jdbi;
        this.ids = ids;
    }

    /**
     * @param perSecond the n-th run may begin n / perSecond seconds from now
     * @return the new jobs, in the order of the old ones that were still dead letters
     */
    List<UUID> redrive(List<UUID> deadLetters, double perSecond) {
        return jdbi.inTransaction(tx -> {
            List<UUID> locked = lock(tx, deadLetters);
            UUID[] jobs = fresh(locked.size());
            UUID[] runs = fresh(locked.size());
            insertRuns(tx, locked, runs, perSecond);
            insertJobs(tx, locked, jobs, runs);
            link(tx, locked, jobs);
            return List.of(jobs);
        });
    }

    private UUID[] fresh(int count) {
        return Stream.generate(ids::next).limit(count).toArray(UUID[]::new);
    }

    private static List<UUID> lock(Handle tx, List<UUID> deadLetters) {
        return tx.createQuery("""
                SELECT job.id
                FROM job
                WHERE job.id = ANY(:jobs)
                  AND outcome = :failed
                  AND redriven_as IS NULL
                  AND deleted_at IS NULL
                ORDER BY job.id
                FOR UPDATE
                """)
                .bindArray("jobs", UUID.class, deadLetters.toArray())
                .bind("failed", State.FAILED.wireName())
                .mapTo(UUID.class)
                .list();
    }

    /** The sweeper announces each when it is due. */
    private static void insertRuns(Handle tx, List<UUID> old, UUID[] runs, double perSecond) {
        tx.createUpdate("""
                INSERT INTO run (id, tenant_id, kind, lane, engine, voice_key, voice_version, encoder_build, cache_key, utterance,
                                 cost_ms, state, not_before, wake_due_at, created_at)
                SELECT redriven.run_id, run.tenant_id, run.kind, run.lane, run.engine, run.voice_key, run.voice_version,
                       run.encoder_build, run.cache_key, run.utterance, run.cost_ms, :queued, now() + pause, now() + pause, now()
                FROM unnest(:old, :runs) WITH ORDINALITY AS redriven (old_id, run_id, place)
                JOIN job ON job.id = redriven.old_id
                JOIN run ON run.id = job.run_id
                CROSS JOIN LATERAL (SELECT (place - 1) / :rate * interval '1 second' AS pause) AS spread
                """)
                .bind("queued", State.QUEUED.wireName())
                .bindArray("old", UUID.class, old.toArray())
                .bindArray("runs", UUID.class, (Object[]) runs)
                .bind("rate", perSecond)
                .execute();
    }

    private static void insertJobs(Handle tx, List<UUID> old, UUID[] jobs, UUID[] runs) {
        tx.createUpdate("""
                INSERT INTO job (id, tenant_id, run_id, kind, voice, voice_version, engine, priority, format, cache, metadata,
                                 warnings, webhook_url, characters, created_at, redrive_of)
                SELECT redriven.job_id, tenant_id, redriven.run_id, kind, voice, voice_version, engine, priority, format, 'miss',
                       metadata, warnings, webhook_url, characters, now(), job.id
                FROM unnest(:old, :jobs, :runs) AS redriven (old_id, job_id, run_id)
                JOIN job ON job.id = redriven.old_id
                """)
                .bindArray("old", UUID.class, old.toArray())
                .bindArray("jobs", UUID.class, (Object[]) jobs)
                .bindArray("runs", UUID.class, (Object[]) runs)
                .execute();
    }

    private static void link(Handle tx, List<UUID> old, UUID[] jobs) {
        tx.createUpdate("""
                UPDATE job
                SET redriven_as = redriven.job_id
                FROM unnest(:old, :jobs) AS redriven (old_id, job_id)
                WHERE job.id = redriven.old_id
                """)
                .bindArray("old", UUID.class, old.toArray())
                .bindArray("jobs", UUID.class, (Object[]) jobs)
                .execute();
    }
}
