package dev.chorale.api.webhook;

import dev.chorale.common.db.TestRows;
import dev.chorale.common.job.State;
import dev.chorale.common.outcome.JobEndings;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;

/** Deliveries that are due, made as in production: by ending a job that wants one. */
final class DeliveryRows {
    static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private final Jdbi db;
    private final TestRows rows;
    private final UUID tenant;

    DeliveryRows(Jdbi db) {
        this.db = db;
        this.rows = new TestRows(db);
        this.tenant = rows.tenant();
        db.useHandle(h -> h.execute("UPDATE tenant SET webhook_secret = ? WHERE id = ?", SECRET, tenant));
    }

    /** Of a job that failed with {@code engine_failed}. */
    UUID due(String url) {
        UUID job = rows.job(rows.queuedRun(tenant));
        db.useTransaction(tx -> {
            tx.execute("UPDATE job SET webhook_url = ?, metadata = '{\"order\": \"7\"}' WHERE id = ?", url, job);
            JobEndings.fail(
                    tx, List.of(job), State.FAILED, new JobEndings.Reason("engine_failed", "It went wrong.", false));
        });
        return job;
    }

    void makeDue() {
        db.useHandle(h -> h.execute("UPDATE webhook_delivery SET next_at = now() WHERE state = 'pending'"));
    }

    void makeLastAttempt() {
        db.useHandle(h -> h.execute("UPDATE webhook_delivery SET attempts = 9, next_at = now()"));
    }

    String stateOf(UUID job) {
        return rows.text("SELECT state FROM webhook_delivery WHERE job_id = ?", job);
    }

    long attemptsOf(UUID job) {
        return rows.count("SELECT attempts FROM webhook_delivery WHERE job_id = ?", job);
    }

    long lastStatusOf(UUID job) {
        return rows.count("SELECT coalesce(last_status, 0) FROM webhook_delivery WHERE job_id = ?", job);
    }

    String lastErrorOf(UUID job) {
        return rows.text("SELECT coalesce(last_error, '') FROM webhook_delivery WHERE job_id = ?", job);
    }

    Duration waitOf(UUID job) {
        return Duration.ofSeconds(rows.count(
                "SELECT extract(epoch FROM next_at - now())::bigint FROM webhook_delivery WHERE job_id = ?", job));
    }

    long delivered() {
        return rows.count("SELECT count(*) FROM webhook_delivery WHERE state = 'delivered'");
    }
}
