package dev.chorale.api.submit;

import dev.chorale.api.access.Caller.Identity;
import dev.chorale.api.problem.Problem.Refusal;
import dev.chorale.api.submit.Submitted.Accepted;
import dev.chorale.api.submit.Submitted.Source;
import dev.chorale.api.webhook.WebhookSender;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** From a checked request to a committed job, whichever route it came by. */
@ApplicationScoped
public class Submit {
    private final GroupCommit commit;
    private final EarlierJobs earlier;
    private final WebhookSender webhooks;
    private final MeterRegistry meters;

    public Submit(GroupCommit commit, EarlierJobs earlier, WebhookSender webhooks, MeterRegistry meters) {
        this.commit = commit;
        this.earlier = earlier;
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

    /** The job that a request made which is refused by now: see {@link EarlierJobs#jobOf}. */
    public UUID earlierJob(SynthesisRequest request, Identity caller, @Nullable String key, Refusal refused) {
        return earlier.jobOf(request, caller, key, refused);
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
