package dev.chorale.api.audio;

import dev.chorale.api.cache.AudioCache;
import dev.chorale.api.notify.JobEventSender;
import dev.chorale.api.notify.JobNews;
import dev.chorale.api.problem.Problem;
import dev.chorale.common.db.Database;
import dev.chorale.common.store.AudioStore;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * Removes a job (again: nothing happens) and, where no other job holds it, its audio, its segments, its cache entry and
 * its text.
 *
 * <p>The cache entry is locked before the holders are counted: a hit that is being written holds it FOR SHARE, so it is
 * either counted or finds the entry gone. The object itself goes after the commit; what the object store does not take
 * at once stays in the table {@code erasure} and is tried again until it is gone.
 */
@ApplicationScoped
public class Erasure {
    private static final Logger LOG = Logger.getLogger(Erasure.class);
    private static final int AGAIN_EVERY_SECONDS = 10;
    private static final int MAX_OBJECTS = 200;
    private static final int MAX_ROUNDS = 20;
    /** While a caller waits: its audio is before its segments. */
    private static final int AT_ONCE = 20;

    private final Jdbi jdbi;
    private final AudioStore store;
    private final AudioCache cache;
    private final JobEventSender events;
    private final ScheduledExecutorService again = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("erasure").factory());

    private record Ended(UUID runId, String kind, @Nullable UUID artefactId) {}

    public Erasure(Jdbi jdbi, AudioStore store, AudioCache cache, JobEventSender events) {
        this.jdbi = jdbi;
        this.store = store;
        this.cache = cache;
        this.events = events;
    }

    void start(@Observes StartupEvent event) {
        again.scheduleWithFixedDelay(this::deleteObjects, AGAIN_EVERY_SECONDS, AGAIN_EVERY_SECONDS, TimeUnit.SECONDS);
    }

    void stop(@Observes ShutdownEvent event) {
        again.shutdownNow();
    }

    /** @throws Problem.Refusal 404 where there is no such job, 409 where it has not ended */
    public void erase(UUID tenant, UUID job) {
        Ended ended = jdbi.inTransaction(tx -> {
            Ended found = lock(tx, tenant, job);
            removeJob(tx, job, found.runId());
            if (found.artefactId() != null) {
                removeAudio(tx, found.artefactId());
            }
            return found;
        });
        if (ended.artefactId() != null) {
            cache.forget(ended.artefactId());
            events.send(job, ended.kind(), JobNews.DELETED, Integer.MAX_VALUE);
            deleteObjects(AT_ONCE);
        }
    }

    private static Ended lock(Handle tx, UUID tenant, UUID job) {
        Optional<Ended> ended = tx.createQuery("""
                SELECT run_id, kind, artefact_id, outcome
                FROM job
                WHERE id = :job
                  AND tenant_id = :tenant
                FOR UPDATE
                """)
                .bind("job", job)
                .bind("tenant", tenant)
                .map((row, ctx) -> {
                    if (row.getString("outcome") == null) {
                        throw Problem.of(409, "job_not_finished", "Only a job that has ended can be deleted.")
                                .refusal();
                    }
                    return new Ended(
                            row.getObject("run_id", UUID.class),
                            row.getString("kind"),
                            row.getObject("artefact_id", UUID.class));
                })
                .findOne();
        return ended.orElseThrow(() -> Problem.notFound().refusal());
    }

    /** The run is locked before its other jobs are looked at: of two deletions at once, the second one sees the first. */
    private static void removeJob(Handle tx, UUID job, UUID run) {
        tx.createUpdate("""
                UPDATE job
                SET deleted_at = now(),
                    artefact_id = NULL,
                    metadata = '{}'
                WHERE id = :job
                """).bind("job", job).execute();
        tx.createQuery("""
                SELECT 1
                FROM run
                WHERE id = :run
                FOR UPDATE
                """).bind("run", run).mapTo(Integer.class).findOne();
        tx.createUpdate("""
                UPDATE run
                SET utterance = '{}'
                WHERE id = :run
                  AND NOT EXISTS (SELECT FROM job WHERE job.run_id = :run AND job.deleted_at IS NULL)
                """).bind("run", run).execute();
        tx.createUpdate("""
                WITH gone AS (
                    DELETE FROM segment
                    WHERE run_id = :run
                      AND NOT EXISTS (SELECT FROM job WHERE job.run_id = :run AND job.deleted_at IS NULL)
                    RETURNING object_key
                )
                INSERT INTO erasure (object_key, created_at)
                SELECT object_key, now() + interval '1 second'
                FROM gone
                """).bind("run", run).execute();
    }

    /**
     * Removes what nobody holds any more; the object follows after the commit. Of several that let go at once the last one
     * sees that the others did, for the artefact is locked before its holders are counted; and after its cache entry, as
     * everywhere.
     */
    static void removeAudio(Handle tx, UUID artefact) {
        tx.createQuery("""
                SELECT cache_key
                FROM cache_entry
                WHERE artefact_id = :artefact
                FOR UPDATE
                """).bind("artefact", artefact).mapTo(String.class).list();
        tx.createQuery("""
                SELECT 1
                FROM artefact
                WHERE id = :artefact
                FOR UPDATE
                """).bind("artefact", artefact).mapTo(Integer.class).findOne();
        tx.createUpdate("""
                WITH unheld AS (
                    SELECT id, object_key
                    FROM artefact
                    WHERE id = :artefact
                      AND NOT EXISTS (SELECT FROM job WHERE job.artefact_id = :artefact)
                ), uncached AS (
                    DELETE FROM cache_entry
                    USING unheld
                    WHERE cache_entry.artefact_id = unheld.id
                )
                INSERT INTO erasure (object_key, created_at)
                SELECT object_key, now()
                FROM unheld
                """).bind("artefact", artefact).execute();
        tx.createUpdate("""
                DELETE FROM artefact
                USING erasure
                WHERE artefact.id = :artefact
                  AND erasure.object_key = artefact.object_key
                """).bind("artefact", artefact).execute();
    }

    /** Deletes the objects that are due, some thousands at most; what can't be deleted now stays due. */
    void deleteObjects() {
        int deleted = MAX_OBJECTS;
        for (int round = 0; round < MAX_ROUNDS && deleted == MAX_OBJECTS; round++) {
            deleted = deleteObjects(MAX_OBJECTS);
        }
    }

    /** @return how many were deleted */
    private int deleteObjects(int limit) {
        try {
            List<String> keys = jdbi.withHandle(h ->
                    h.createQuery("""
                            SELECT object_key
                            FROM erasure
                            ORDER BY created_at
                            LIMIT :limit
                            """).bind("limit", limit).mapTo(String.class).list());
            for (String key : keys) {
                delete(key);
            }
            return keys.size();
        } catch (IOException | RuntimeException e) {
            Database.tell(LOG, "erased objects were not deleted yet", e);
            return 0;
        }
    }

    private void delete(String key) throws IOException {
        try {
            store.delete(key);
        } catch (IOException | RuntimeException e) {
            letOthersPass(key);
            throw e;
        }
        jdbi.useHandle(h -> h.createUpdate("""
                DELETE FROM erasure
                WHERE object_key = :key
                """).bind("key", key).execute());
    }

    /** One that never goes must not stand before the younger ones. It comes after those of the next hour. */
    private void letOthersPass(String key) {
        jdbi.useHandle(h -> h.createUpdate("""
                UPDATE erasure
                SET created_at = now() + interval '1 hour'
                WHERE object_key = :key
                """).bind("key", key).execute());
    }
}
