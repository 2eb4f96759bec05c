package dev.chorale.api.audio;

import dev.chorale.api.ApiSettings;
import dev.chorale.common.db.Database;
import dev.chorale.common.db.Duty;
import dev.chorale.common.job.Ids;
import dev.chorale.common.store.AudioStore;
import dev.chorale.common.store.AudioStore.Stored;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Removes what is past its time: audio whose life is over, segments, cache entries, idempotency keys, old tries and
 * deliveries, and objects in the store that no row names, left by processes that died between storing and committing. One
 * process does it for all, in batches of some hundred rows; all of it may be done twice.
 */
@ApplicationScoped
public class Housekeeping {
    private static final Logger LOG = Logger.getLogger(Housekeeping.class);
    private static final Duration DUTY = Duration.ofMinutes(3);
    private static final int BATCH = 500;
    private static final int MAX_ROUNDS = 60;

    private final Jdbi jdbi;
    private final AudioStore store;
    private final Erasure erasure;
    private final InstantSource clock;
    private final ApiSettings.Housekeeping settings;
    private final Duty duty;
    private final ScheduledExecutorService rounds = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("housekeeping").factory());
    private String listedUpTo = "";

    @FunctionalInterface
    private interface Step {
        void take() throws IOException;
    }

    public Housekeeping(
            Jdbi jdbi, AudioStore store, Erasure erasure, InstantSource clock, Ids ids, ApiSettings settings) {
        this.jdbi = jdbi;
        this.store = store;
        this.erasure = erasure;
        this.clock = clock;
        this.settings = settings.housekeeping();
        this.duty = new Duty(jdbi, "housekeeping", ids.next(), DUTY);
    }

    void start(@Observes StartupEvent event) {
        long every = settings.every().toMillis();
        rounds.scheduleWithFixedDelay(this::round, every, every, TimeUnit.MILLISECONDS);
    }

    void stop(@Observes ShutdownEvent event) {
        rounds.shutdownNow();
    }

    private void round() {
        try {
            if (duty.isOurs()) {
                take(this::dropAudioPastItsLife);
                take(this::dropOldSegments);
                take(erasure::deleteObjects);
                take(this::forgetTheOld);
                take(this::dropOrphans);
            }
        } catch (RuntimeException e) {
            Database.tell(LOG, "housekeeping was not begun", e);
        }
    }

    /** What fails is left to the next round, and the other steps are taken. */
    private static void take(Step step) {
        try {
            step.take();
        } catch (IOException | RuntimeException e) {
            Database.tell(LOG, "housekeeping was not finished", e);
        }
    }

    /** Until a batch is not full. */
    private static void repeat(IntSupplier batch) {
        int done = BATCH;
        for (int round = 0; round < MAX_ROUNDS && done >= BATCH; round++) {
            done = batch.getAsInt();
        }
    }

    void dropOldSegments() {
        repeat(() ->
                jdbi.withHandle(h -> h.createUpdate("""
                WITH gone AS (
                    DELETE FROM segment
                    WHERE ctid = ANY(ARRAY(SELECT ctid FROM segment WHERE expires_at < now() LIMIT :batch))
                    RETURNING object_key
                )
                INSERT INTO erasure (object_key, created_at)
                SELECT object_key, now()
                FROM gone
                """).bind("batch", BATCH).execute()));
    }

    void forgetTheOld() {
        repeat(() -> forget("""
                DELETE FROM idempotency
                WHERE ctid = ANY(ARRAY(SELECT ctid FROM idempotency WHERE created_at < now() - interval '48 hours' LIMIT :batch))
                """));
        repeat(() -> forget("""
                DELETE FROM webhook_delivery
                WHERE ctid = ANY(ARRAY(SELECT ctid FROM webhook_delivery
                                       WHERE finished_at < now() - interval '30 days'
                                       ORDER BY finished_at
                                       LIMIT :batch))
                """));
        repeat(() -> forget("""
                DELETE FROM attempt
                WHERE ctid = ANY(ARRAY(SELECT ctid FROM attempt
                                       WHERE ended_at < now() - interval '30 days'
                                       ORDER BY ended_at
                                       LIMIT :batch))
                """));
    }

    private int forget(String sql) {
        return jdbi.withHandle(h -> h.createUpdate(sql).bind("batch", BATCH).execute());
    }

    /**
     * Audio that no job within its life and no cache entry holds goes, its object after it. What is released and what goes
     * of it are one transaction: nobody would find it again later.
     */
    void dropAudioPastItsLife() {
        repeat(() -> jdbi.inTransaction(tx -> {
            List<UUID> entries = expiredCacheEntries(tx);
            List<UUID> jobs = jobsPastTheirAudio(tx);
            Set<UUID> released = new HashSet<>(entries);
            released.addAll(jobs);
            uncached(tx, released).forEach(artefact -> Erasure.removeAudio(tx, artefact));
            return Math.max(entries.size(), jobs.size());
        }));
    }

    private static List<UUID> expiredCacheEntries(Handle tx) {
        return tx.createQuery("""
                        DELETE FROM cache_entry
                        WHERE ctid = ANY(ARRAY(SELECT ctid FROM cache_entry WHERE expires_at < now() LIMIT :batch))
                        RETURNING artefact_id
                        """).bind("batch", BATCH).mapTo(UUID.class).list();
    }

    private static List<UUID> jobsPastTheirAudio(Handle tx) {
        return tx.createQuery("""
                        WITH past AS (
                            SELECT id, artefact_id
                            FROM job
                            WHERE audio_until < now()
                              AND artefact_id IS NOT NULL
                            ORDER BY audio_until
                            LIMIT :batch
                            FOR UPDATE SKIP LOCKED
                        )
                        UPDATE job
                        SET artefact_id = NULL
                        FROM past
                        WHERE job.id = past.id
                        RETURNING past.artefact_id
                        """).bind("batch", BATCH).mapTo(UUID.class).list();
    }

    private static List<UUID> uncached(Handle tx, Set<UUID> artefacts) {
        return tx.createQuery("""
                        SELECT id
                        FROM artefact
                        WHERE id = ANY(:artefacts)
                          AND NOT EXISTS (SELECT FROM cache_entry WHERE cache_entry.artefact_id = artefact.id)
                        ORDER BY id
                        """)
                .bindArray("artefacts", UUID.class, artefacts.toArray())
                .mapTo(UUID.class)
                .list();
    }

    private void dropOrphans() throws IOException {
        dropOrphans(clock.instant().minus(settings.orphansAfter()));
    }

    /** One page of the store in each round; after the last page it begins anew. */
    void dropOrphans(Instant olderThan) throws IOException {
        List<Stored> page = store.list(listedUpTo);
        List<String> old = page.stream()
                .filter(object -> object.at().isBefore(olderThan))
                .map(Stored::key)
                .toList();
        Set<String> known = new HashSet<>(jdbi.withHandle(h -> h.createQuery("""
                        SELECT object_key
                        FROM artefact
                        WHERE object_key = ANY(:keys)
                        UNION ALL
                        SELECT object_key
                        FROM segment
                        WHERE object_key = ANY(:keys)
                        UNION ALL
                        SELECT object_key
                        FROM voice_file
                        WHERE object_key = ANY(:keys)
                        """)
                .bindArray("keys", String.class, old.toArray())
                .mapTo(String.class)
                .list()));
        for (String key : old) {
            if (!known.contains(key)) {
                LOG.info("object without a row was deleted");
                store.delete(key);
            }
        }
        listedUpTo = page.isEmpty() ? "" : page.getLast().key();
    }
}
