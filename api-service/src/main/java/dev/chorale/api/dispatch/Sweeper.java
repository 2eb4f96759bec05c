package dev.chorale.api.dispatch;

import dev.chorale.api.ApiSettings;
import dev.chorale.api.notify.EndedJobs;
import dev.chorale.api.webhook.WebhookSender;
import dev.chorale.common.db.Database;
import dev.chorale.common.db.Duty;
import dev.chorale.common.job.Ids;
import dev.chorale.common.outcome.JobEndings.Ended;
import dev.chorale.common.outcome.PostgresRunMoves;
import dev.chorale.common.outcome.PostgresWithdrawals;
import dev.chorale.common.outcome.Reach;
import dev.chorale.common.outcome.RunMoves.Revoked;
import dev.chorale.common.outcome.Sweep;
import dev.chorale.common.time.Monotonic;
import dev.chorale.common.wire.WakeUp;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Jdbi;

/**
 * Does the rounds of {@link Sweep}. One API process sweeps for all, by a duty's
 * lease; each row is taken by one hand (SKIP LOCKED), so a second sweeper beside it is harmless. A run is announced again after 5, 10, 20, then each 40 s:
 * a backlog is not flooded by its own wake-ups.
 */
@ApplicationScoped
public class Sweeper {
    private static final Logger LOG = Logger.getLogger(Sweeper.class);
    private static final Duration DUTY = Duration.ofSeconds(3);

    private final Sweep round;
    private final Duty duty;
    private final Reach reach;
    private final ApiSettings.Sweeper settings;
    private final ScheduledExecutorService sweeping = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("sweeper").factory());

    public Sweeper(
            Jdbi jdbi,
            WakeUps wakeUps,
            EndedJobs ended,
            WebhookSender webhooks,
            Ids ids,
            Monotonic clock,
            ApiSettings settings) {
        this.round = new Sweep(
                new PostgresRunMoves(jdbi),
                new PostgresWithdrawals(jdbi),
                new Audience(ended, webhooks, wakeUps),
                settings.sweeper().wakeAfter());
        this.duty = new Duty(jdbi, "sweep", ids.next(), DUTY);
        this.reach = new Reach(clock);
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
            if (reach.ask(duty::isOurs)) {
                round.round(reach);
            }
        } catch (RuntimeException e) {
            if (Database.isAway(e)) {
                reach.interrupted();
            }
            Database.tell(LOG, "sweep failed", e);
        }
    }

    private record Audience(EndedJobs endedJobs, WebhookSender webhooks, WakeUps wakeUps) implements Sweep.Audience {
        @Override
        public void revoked(Revoked run) {
            LOG.infof("run revoked run=%s state=%s", run.runId(), run.state().wireName());
        }

        @Override
        public void ended(List<Ended> jobs) {
            endedJobs.tell(jobs);
            if (!jobs.isEmpty()) {
                webhooks.wake();
            }
        }

        @Override
        public void announce(List<WakeUp> due) {
            wakeUps.announce(due);
        }
    }
}
