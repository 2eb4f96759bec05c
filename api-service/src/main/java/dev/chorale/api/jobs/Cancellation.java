package dev.chorale.api.jobs;

import dev.chorale.api.notify.EndedJobs;
import dev.chorale.api.webhook.WebhookSender;
import dev.chorale.common.db.Database;
import dev.chorale.common.outcome.JobEndings.Ended;
import dev.chorale.common.outcome.PostgresWithdrawals;
import dev.chorale.common.outcome.Withdrawals;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/** Cancels jobs. The answer is final: a job that was cancelled never succeeds, whoever speaks for it now. */
@ApplicationScoped
public class Cancellation {
    private static final int MOST_DEADLOCKS = 5;

    private final Withdrawals withdrawals;
    private final EndedJobs ended;
    private final WebhookSender webhooks;

    public Cancellation(Jdbi jdbi, EndedJobs ended, WebhookSender webhooks) {
        this.withdrawals = new PostgresWithdrawals(jdbi);
        this.ended = ended;
        this.webhooks = webhooks;
    }

    /** Does nothing where the job has ended. Blocks until the commit. */
    public void cancel(UUID job) {
        List<Ended> cancelled = committed(job);
        ended.tell(cancelled);
        if (!cancelled.isEmpty()) {
            webhooks.wake();
        }
    }

    private List<Ended> committed(UUID job) {
        for (int tries = 1; ; tries++) {
            try {
                return withdrawals.cancel(job);
            } catch (JdbiException e) {
                if (!Database.isDeadlock(e) || tries == MOST_DEADLOCKS) {
                    throw e;
                }
            }
        }
    }
}
