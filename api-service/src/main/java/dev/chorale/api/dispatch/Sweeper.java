package dev.chorale.api.dispatch;

import dev.chorale.api.ApiSettings;
import dev.chorale.api.notify.EndedJobs;
import dev.chorale.api.webhook.WebhookSender;
import dev.chorale.common.db.Database;
import dev.chorale.common.db.Duty;
import dev.chorale.common.job.Ids;
import dev.chorale.common.job.State;
import dev.chorale.common.outcome.JobEndings.Ended;
import dev.chorale.common.outcome.RunMoves;
import dev.chorale.common.outcome.RunMoves.Revoked;
import dev.chorale.common.outcome.Withdrawals;
import dev.chorale.common.wire.WakeUp;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Finds what was missed: runs of lost workers, due retries, passed deadlines, runs whose wake-up never led to a
 * claim.
 *
 * <p>It looks at predicates, never at a cursor, so nothing can be skipped. One API process sweeps for all, by a duty's
 * lease; each row is taken by one hand (SKIP LOCKED), so a second sweeper beside it is harmless. A run is announced again after 5, 10, 20, then each 40 s:
 * a backlog is not flooded by its own wake-ups.
 */
@ApplicationScoped
public class Sweeper {
    private static final Logger LOG = Logger.getLogger(Sweeper.class);
    private static final int MAX_ROWS = 500;
    private static final Duration DUTY = Duration.ofSeconds(3);

    private final Jdbi jdbi;
    private final WakeUps wakeUps;
    private final EndedJobs ended;
    private final WebhookSender webhooks;
    private final Duty duty;
    private final ApiSettings.Sweeper settings;
    private final ScheduledExecutorService sweeping = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("sweeper").factory());

    public Sweeper(Jdbi jdbi, WakeUps wakeUps, EndedJobs ended, WebhookSender webhooks, Ids ids, ApiSettings settings) {
        this.jdbi = jdbi;
        this.wakeUps = wakeUps;
        this.ended = ended;
        this.webhooks = webhooks;
        this.duty = new Duty(jdbi, "sweep", ids.next(), DUTY);
        this.settings = settings.sweeper();
    }

    void start(@Observes StartupEvent event) {
        if (settings.enabled()) {
            long every = settings.every().toMillis();
            sweeping.scheduleWithFixedDelay(this::sweep, every, every, TimeUnit.MILLISECONDS);
        }
    }

    void stop(@Observes ShutdownEvent event) {
        sweeping.shutdownNow();
        leave();
    }

    private void leave() {
        try {
            duty.leave();
        } catch (RuntimeException e) {
            LOG.debug("the duty runs out by itself", e);
        }
    }

    private void sweep() {
        try {
            if (duty.isOurs()) {
                jdbi.inTransaction(tx -> RunMoves.revokeLost(tx, MAX_ROWS)).forEach(this::tell);
                tell(jdbi.inTransaction(Withdrawals::expireDue));
                jdbi.useTransaction(tx -> RunMoves.requeueDue(tx, MAX_ROWS));
                wakeUps.announce(jdbi.inTransaction(tx -> unclaimed(tx, settings.wakeAfter())));
            }
        } catch (RuntimeException e) {
            Database.tell(LOG, "sweep failed", e);
        }
    }

    private void tell(Revoked run) {
        LOG.infof("run revoked run=%s state=%s", run.runId(), run.state().wireName());
        tell(run.ended());
    }

    private void tell(List<Ended> jobs) {
        ended.tell(jobs);
        if (!jobs.isEmpty()) {
            webhooks.wake();
        }
    }

    /** Queued runs whose next announcement is due; it is put off twice as far each time. */
    private static List<WakeUp> unclaimed(Handle tx, Duration wakeAfter) {
        return tx.createQuery("""
                WITH due AS (
                    SELECT id
                    FROM run
                    WHERE state = :queued
                      AND finished_at IS NULL
                      AND wake_due_at <= now()
                    ORDER BY wake_due_at
                    LIMIT :limit
                    FOR NO KEY UPDATE SKIP LOCKED
                )
                UPDATE run
                SET wake_ups = wake_ups + 1,
                    wake_due_at = now() + least(power(2, least(wake_ups, 3)), 8) * :after * interval '1 second'
                FROM due
                WHERE run.id = due.id
                RETURNING run.id, kind, lane, engine, voice_version, cost_ms
                """)
                .bind("queued", State.QUEUED.wireName())
                .bind("limit", MAX_ROWS)
                .bind("after", wakeAfter.toMillis() / 1000.0)
                .map((row, ctx) -> WakeUp.of(
                        row.getObject("id", UUID.class),
                        row.getString("kind"),
                        row.getString("lane"),
                        row.getString("engine"),
                        row.getString("voice_version"),
                        row.getLong("cost_ms")))
                .list();
    }
}
