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
import java.util.ArrayList;
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
        List<String> objects = new ArrayList<>();
        Ended ended = jdbi.inTransaction(tx -> {
            Ended found = lock(tx, tenant, job);
            List<String> segments = removeJob(tx, job, found.runId());
            if (found.artefactId() != null) {
                objects.addAll(removeAudio(tx, found.artefactId()));
            }
            objects.addAll(segments);
            return found;
        });
        if (ended.artefactId() != null) {
            cache.forget(ended.artefactId());
            events.send(job, ended.kind(), JobNews.DELETED, Integer.MAX_VALUE);
        }
        deleteAll(objects.subList(0, Math.min(objects.size(), AT_ONCE)));
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

    /**
     * The run is locked before its other jobs are looked at: of two deletions at once, the second one sees the first.
     *
     * @return the objects of segments that are due for deletion now
     */
    private static List<String> removeJob(Handle tx, UUID job, UUID run) {
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
        return tx.createQuery("""
                WITH gone AS (
                    DELETE FROM segment
                    WHERE run_id = :run
                      AND NOT EXISTS (SELECT FROM job WHERE job.run_id = :run AND job.deleted_at IS NULL)
                    RETURNING object_key
                )
                INSERT INTO erasure (object_key, created_at)
                SELECT object_key, now() + interval '1 second'
                FROM gone
                RETURNING object_key
                """).bind("run", run).mapTo(String.class).list();
    }

    /**
     * Removes what nobody holds any more; the object follows after the commit. Of several that let go at once the last one
     * sees that the others did, for the artefact is locked before its holders are counted; and after its cache entry, as
     * everywhere.
     *
     * @return the object that is due for deletion now, if any is
     */
    static List<String> removeAudio(Handle tx, UUID artefact) {
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
        List<String> objects = tx.createQuery("""
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
                RETURNING object_key
                """)
                .bind("artefact", artefact)
                .mapTo(String.class)
                .list();
        tx.createUpdate("""
                DELETE FROM artefact
                USING erasure
                WHERE artefact.id = :artefact
                  AND erasure.object_key = artefact.object_key
                """).bind("artefact", artefact).execute();
        return objects;
    }

    /** Deletes the objects that are due, some thousands at most; what can't be deleted now stays due. */
    void deleteObjects() {
        boolean full = true;
        for (int round = 0; round < MAX_ROUNDS && full; round++) {
            full = deleteOldest();
        }
    }

    /** @return whether there may be more */
    private boolean deleteOldest() {
        try {
            List<String> keys = jdbi.withHandle(h -> h.createQuery("""
                            SELECT object_key
                            FROM erasure
                            ORDER BY created_at
                            LIMIT :limit
                            """)
                    .bind("limit", MAX_OBJECTS)
                    .mapTo(String.class)
                    .list());
            return deleteAll(keys) && keys.size() == MAX_OBJECTS;
        } catch (RuntimeException e) {
            Database.tell(LOG, "erased objects were not looked for", e);
            return false;
        }
    }

    /** @return whether all were deleted; after the first that was not, none is tried */
    private boolean deleteAll(List<String> keys) {
        try {
            for (String key : keys) {
                delete(key);
            }
            return true;
        } catch (IOException | RuntimeException e) {
            Database.tell(LOG, "erased objects were not deleted yet", e);
            return false;
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
