package dev.chorale.api.submit;

import dev.chorale.api.submit.Submitted.Accepted;
import dev.chorale.api.submit.Submitted.Source;
import dev.chorale.api.webhook.WebhookSender;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;

/** From a checked request to a committed job, whichever route it came by. */
@ApplicationScoped
public class Submit {
    private final GroupCommit commit;
    private final WebhookSender webhooks;
    private final MeterRegistry meters;

    public Submit(GroupCommit commit, WebhookSender webhooks, MeterRegistry meters) {
        this.commit = commit;
        this.webhooks = webhooks;
        this.meters = meters;
    }

    /** Commits what {@link RequestCheck} accepted; blocks until the commit. */
    public Submitted commit(Submission submission) throws InterruptedException {
        Submitted result = commit.commit(submission);
        if (result instanceof Accepted job) {
            count(job.source());
            if (job.source() == Source.HIT && submission.webhookUrl() != null) {
                webhooks.wake();
            }
        }
        return result;
    }

    private void count(Source source) {
        meters.counter("chorale.cache.requests", "result", source.wireName(), "tier", "index")
                .increment();
        if (source == Source.HIT) {
            meters.counter("chorale.jobs", "kind", "synthesis", "state", "succeeded")
                    .increment();
        }
    }
}
