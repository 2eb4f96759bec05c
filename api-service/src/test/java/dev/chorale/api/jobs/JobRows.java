package dev.chorale.api.jobs;

import dev.chorale.api.access.Keyring;
import dev.chorale.common.db.TestRows;
import dev.chorale.common.job.Ids;
import dev.chorale.common.job.State;
import dev.chorale.common.outcome.JobEndings;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jdbi.v3.core.Jdbi;

/** Jobs in the states that people look at, each a millisecond younger than the one before. */
public final class JobRows {
    private static final AtomicLong MILLIS = new AtomicLong(Instant.now().toEpochMilli());

    private final Jdbi db;
    private final TestRows rows;
    private final Ids ids =
            new Ids(() -> Instant.ofEpochMilli(MILLIS.incrementAndGet()), new SplittableRandom(MILLIS.get()));

    public JobRows(Jdbi db) {
        this.db = db;
        this.rows = new TestRows(db);
    }

    /** The tenant's user, whose key is {@code chorale_} and the tenant. Once for each tenant. */
    public Http callerOf(URI api, UUID tenant) {
        String key = "chorale_" + tenant;
        db.useHandle(h -> h.execute(
                "INSERT INTO api_key (id, tenant_id, role, secret_hash, created_at) VALUES (?, ?, 'user', ?, now())",
                UUID.randomUUID(),
                tenant,
                Keyring.hash(key)));
        return new Http(api, key);
    }

    public UUID queued(UUID tenant) {
        return job(rows.queuedRun(tenant));
    }

    public UUID running(UUID tenant) {
        return running(tenant, rows.worker(60));
    }

    public UUID running(UUID tenant, UUID worker) {
        return job(rows.runningRun(tenant, worker, 1));
    }

    public UUID worker() {
        return rows.worker(60);
    }

    public UUID failed(UUID tenant) {
        UUID job = running(tenant);
        finishRun(job, State.FAILED);
        db.useTransaction(tx -> JobEndings.fail(
                tx, List.of(job), State.FAILED, new JobEndings.Reason("engine_failed", "It went wrong.", true)));
        return job;
    }

    public UUID succeeded(UUID tenant) {
        UUID job = running(tenant);
        UUID artefact = UUID.randomUUID();
        finishRun(job, State.SUCCEEDED);
        db.useTransaction(tx -> {
            tx.createUpdate("""
                    INSERT INTO artefact (id, tenant_id, sha256, object_key, bytes, format, sample_rate_hz, duration_ms, created_at)
                    VALUES (:id, :tenant, encode(sha256('a'), 'hex'), :id::text, 44, 'wav', 24000, 1500, now())
                    """).bind("id", artefact).bind("tenant", tenant).execute();
            JobEndings.succeed(tx, List.of(job), artefact, 100);
        });
        return job;
    }

    public void update(UUID job, String assignments) {
        db.useHandle(h -> h.createUpdate("UPDATE job SET " + assignments + " WHERE id = :id")
                .bind("id", job)
                .execute());
    }

    private UUID job(UUID run) {
        UUID made = rows.job(run);
        UUID id = ids.next();
        db.useHandle(h -> h.execute("UPDATE job SET id = ? WHERE id = ?", id, made));
        return id;
    }

    private void finishRun(UUID job, State state) {
        db.useHandle(h -> h.createUpdate("""
                UPDATE run
                SET state = :state, sequence = sequence + 1, worker_id = NULL, finished_at = now()
                WHERE id = (SELECT run_id FROM job WHERE id = :job)
                """)
                .bind("state", state.wireName())
                .bind("job", job)
                .execute());
    }
}
