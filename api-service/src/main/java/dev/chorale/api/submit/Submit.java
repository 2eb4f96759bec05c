package dev.chorale.api.submit;

import dev.chorale.api.access.Caller.Identity;
import dev.chorale.api.submit.Submitted.Accepted;
import dev.chorale.api.submit.Submitted.Source;
import dev.chorale.api.webhook.WebhookSender;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import org.jspecify.annotations.Nullable;

/** From a request to a committed job, whichever route it came by. */
@ApplicationScoped
public class Submit {
    private final RequestCheck check;
    private final GroupCommit commit;
    private final WebhookSender webhooks;
    private final MeterRegistry meters;

    public Submit(RequestCheck check, GroupCommit commit, WebhookSender webhooks, MeterRegistry meters) {
        this.check = check;
        this.commit = commit;
        this.webhooks = webhooks;
        this.meters = meters;
    }

    /** Checks and commits; blocks until the commit. */
    public Submitted submit(SynthesisRequest request, Identity caller, @Nullable String idempotencyKey)
            throws InterruptedException {
        return commit(check.check(request, caller, idempotencyKey));
    }

    /** Commits what {@link RequestCheck} accepted. */
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
