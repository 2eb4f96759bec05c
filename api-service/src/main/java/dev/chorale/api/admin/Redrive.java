package dev.chorale.api.admin;

import dev.chorale.common.job.Ids;
import dev.chorale.common.job.State;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Gives dead letters another life: a new job with a run of its own, because what has ended stays ended. The old job
 * names the new one, and so is a dead letter no more: doing it again does nothing. Dead letters that shared a run share the
 * new one. Nobody else joins it, and it is not in flight for submits: it may begin much later than they would.
 */
@ApplicationScoped
public class Redrive {
    private final Jdbi jdbi;
    private final Ids ids;

    private record Old(UUID job, UUID run) {}

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
            List<Old> locked = lock(tx, deadLetters);
            Map<UUID, UUID> runs = freshRuns(locked);
            UUID[] old = locked.stream().map(Old::job).toArray(UUID[]::new);
            UUID[] jobs = Stream.generate(ids::next).limit(old.length).toArray(UUID[]::new);
            insertRuns(tx, runs, perSecond);
            insertJobs(
                    tx, old, jobs, locked.stream().map(o -> runs.get(o.run())).toArray(UUID[]::new));
            link(tx, old, jobs);
            return List.of(jobs);
        });
    }

    /** By the old run, in the order of the oldest job of each. */
    private Map<UUID, UUID> freshRuns(List<Old> locked) {
        Map<UUID, UUID> runs = new LinkedHashMap<>();
        locked.forEach(old -> runs.computeIfAbsent(old.run(), run -> ids.next()));
        return runs;
    }

    private static List<Old> lock(Handle tx, List<UUID> deadLetters) {
        return tx.createQuery("""
                SELECT job.id, job.run_id
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
                .map((row, ctx) -> new Old(row.getObject("id", UUID.class), row.getObject("run_id", UUID.class)))
                .list();
    }

    /** The sweeper announces each when it is due. */
    private static void insertRuns(Handle tx, Map<UUID, UUID> runs, double perSecond) {
        tx.createUpdate("""
                INSERT INTO run (id, tenant_id, kind, lane, engine, voice_key, voice_version, encoder_build, cache_key, utterance,
                                 cost_ms, state, not_before, wake_due_at, created_at)
                SELECT redriven.run_id, run.tenant_id, run.kind, run.lane, run.engine, run.voice_key, run.voice_version,
                       run.encoder_build, run.cache_key, run.utterance, run.cost_ms, :queued, now() + pause, now() + pause, now()
                FROM unnest(:old, :runs) WITH ORDINALITY AS redriven (old_id, run_id, place)
                JOIN run ON run.id = redriven.old_id
                CROSS JOIN LATERAL (SELECT (place - 1) / :rate * interval '1 second' AS pause) AS spread
                """)
                .bind("queued", State.QUEUED.wireName())
                .bindArray("old", UUID.class, runs.keySet().toArray())
                .bindArray("runs", UUID.class, runs.values().toArray())
                .bind("rate", perSecond)
                .execute();
    }

    private static void insertJobs(Handle tx, UUID[] old, UUID[] jobs, UUID[] runs) {
        tx.createUpdate("""
                INSERT INTO job (id, tenant_id, run_id, kind, voice, voice_version, engine, priority, format, cache, metadata,
                                 warnings, webhook_url, characters, created_at, redrive_of)
                SELECT redriven.job_id, tenant_id, redriven.run_id, kind, voice, voice_version, engine, priority, format,
                       CASE WHEN row_number() OVER (PARTITION BY redriven.run_id ORDER BY place) = 1 THEN 'miss' ELSE 'joined' END,
                       metadata, warnings, webhook_url, characters, now(), job.id
                FROM unnest(:old, :jobs, :runs) WITH ORDINALITY AS redriven (old_id, job_id, run_id, place)
                JOIN job ON job.id = redriven.old_id
                """)
                .bindArray("old", UUID.class, (Object[]) old)
                .bindArray("jobs", UUID.class, (Object[]) jobs)
                .bindArray("runs", UUID.class, (Object[]) runs)
                .execute();
    }

    private static void link(Handle tx, UUID[] old, UUID[] jobs) {
        tx.createUpdate("""
                UPDATE job
                SET redriven_as = redriven.job_id
                FROM unnest(:old, :jobs) AS redriven (old_id, job_id)
                WHERE job.id = redriven.old_id
                """)
                .bindArray("old", UUID.class, (Object[]) old)
                .bindArray("jobs", UUID.class, (Object[]) jobs)
                .execute();
    }
}
