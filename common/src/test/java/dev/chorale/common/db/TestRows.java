package dev.chorale.common.db;

import dev.chorale.common.job.State;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jdbi.v3.core.Jdbi;

/** Rows that tests start from, each with the values of an ordinary request. */
public final class TestRows {
    public static final String ENGINE = "espeak";
    public static final String BUILD = "espeak-build";
    public static final String ENCODER = "encoder-build";

    private static final String UTTERANCE = """
            {"text": "Hello.", "voice": "espeak/en", "prosody": {"speedPercent": 100, "pitchCents": 0, "volumeCentibels": 0},
             "seed": 1, "format": "WAV", "sampleRateHz": 24000, "markProducer": ""}""";

    private final Jdbi db;

    public TestRows(Jdbi db) {
        this.db = db;
    }

    public UUID tenant() {
        UUID id = UUID.randomUUID();
        db.useHandle(h ->
                h.createUpdate("""
                INSERT INTO tenant (id, name, cache_salt, webhook_secret, created_at)
                VALUES (:id, :name, sha256('salt'), 'secret', now())
                """).bind("id", id).bind("name", id.toString()).execute());
        return id;
    }

    /** @param leaseSeconds from now; negative: it ran out */
    public UUID worker(double leaseSeconds) {
        UUID id = UUID.randomUUID();
        db.useHandle(h ->
                h.createUpdate("""
                INSERT INTO worker (id, host, pid, engines, instances, slots, started_at, lease_until)
                VALUES (:id, 'localhost', 1, '{espeak}', ARRAY['espeak@' || CAST(:id AS text)], 4, now(), now() + :lease * interval '1 second')
                """).bind("id", id).bind("lease", leaseSeconds).execute());
        return id;
    }

    /** A queued run that everyone may join, with the cache key {@code sha256(id)}. */
    public UUID queuedRun(UUID tenant) {
        UUID id = UUID.randomUUID();
        db.useTransaction(h -> {
            h.createUpdate("""
                    INSERT INTO run (id, tenant_id, kind, lane, engine, voice_version, encoder_build, cache_key, utterance,
                                     cost_ms, state, not_before, wake_due_at, created_at)
                    VALUES (:id, :tenant, 'synthesis', 'standard', :engine, :build, :encoder,
                            encode(sha256(:id::text::bytea), 'hex'), :utterance::jsonb,
                            100, :state, now(), now(), now())
                    """)
                    .bind("id", id)
                    .bind("tenant", tenant)
                    .bind("engine", ENGINE)
                    .bind("build", BUILD)
                    .bind("encoder", ENCODER)
                    .bind("utterance", UTTERANCE)
                    .bind("state", State.QUEUED.wireName())
                    .execute();
            h.createUpdate("""
                    INSERT INTO inflight (tenant_id, cache_key, run_id)
                    SELECT tenant_id, cache_key, id
                    FROM run
                    WHERE id = :id
                    """).bind("id", id).execute();
        });
        return id;
    }

    /** A run that this worker holds with epoch 1, in the given attempt. */
    public UUID runningRun(UUID tenant, UUID worker, int attempts) {
        UUID id = queuedRun(tenant);
        db.useHandle(h -> h.createUpdate("""
                UPDATE run
                SET state = :state, sequence = sequence + 1, worker_id = :worker, epoch = 1, attempts = :attempts, started_at = now()
                WHERE id = :id
                """)
                .bind("id", id)
                .bind("worker", worker)
                .bind("attempts", attempts)
                .bind("state", State.RUNNING.wireName())
                .execute());
        return id;
    }

    /** A job that waits for the run and wants a webhook. */
    public UUID job(UUID run) {
        UUID id = UUID.randomUUID();
        db.useHandle(h -> h.createUpdate("""
                INSERT INTO job (id, tenant_id, run_id, kind, voice, voice_version, engine, priority, format, cache,
                                 characters, webhook_url, created_at)
                SELECT :id, tenant_id, id, kind, 'espeak/en', voice_version, engine, lane, 'wav', 'miss',
                       6, 'http://127.0.0.1:9/hook', now()
                FROM run
                WHERE id = :run
                """).bind("id", id).bind("run", run).execute());
        return id;
    }

    public State stateOf(UUID run) {
        return State.byWireName(text("SELECT state FROM run WHERE id = ?", run));
    }

    /** Zero for SQL that finds nothing. */
    public long count(String sql, Object... arguments) {
        return db.withHandle(h -> h.select(sql, arguments).mapTo(Long.class).one());
    }

    public String text(String sql, Object... arguments) {
        return db.withHandle(h -> h.select(sql, arguments).mapTo(String.class).one());
    }

    /** Waits until the query counts so many, 20 s at most. */
    public void awaitCount(long expected, String sql, Object... arguments) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (count(sql, arguments) != expected) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("still not " + expected + ": " + sql);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }
}
