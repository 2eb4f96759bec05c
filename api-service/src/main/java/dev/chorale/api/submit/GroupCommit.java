package dev.chorale.api.submit;

import dev.chorale.api.ApiSettings;
import dev.chorale.api.dispatch.WakeUps;
import dev.chorale.api.problem.Problem;
import dev.chorale.api.submit.CommitQueue.Waiting;
import dev.chorale.api.submit.SubmitTransaction.Committed;
import dev.chorale.common.db.Database;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.JdbiException;

/**
 * Commits submissions in groups: a few writers each take whatever is waiting and commit it in one transaction. There is
 * no linger: under load groups form by themselves. The caller goes on only after the commit, so 202 means committed.
 */
@ApplicationScoped
public class GroupCommit {
    private static final Logger LOG = Logger.getLogger(GroupCommit.class);
    private static final int MAX_DEADLOCKS = 5;
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final SubmitTransaction transaction;
    private final WakeUps wakeUps;
    private final CommitQueue queue;
    private final List<Thread> writers = new ArrayList<>();
    private final int writerCount;
    private final Duration limit;

    @Inject
    public GroupCommit(SubmitTransaction transaction, WakeUps wakeUps, ApiSettings settings) {
        this(transaction, wakeUps, settings.submit(), LIMIT);
    }

    GroupCommit(SubmitTransaction transaction, WakeUps wakeUps, ApiSettings.Submit settings, Duration limit) {
        this.transaction = transaction;
        this.wakeUps = wakeUps;
        this.queue = new CommitQueue(settings.queue());
        this.writerCount = settings.writers();
        this.limit = limit;
    }

    void start(@Observes StartupEvent event) {
        for (int i = 0; i < writerCount; i++) {
            writers.add(Thread.ofPlatform().daemon().name("group-commit-" + i).start(this::write));
        }
    }

    void stop(@Observes ShutdownEvent event) {
        writers.forEach(Thread::interrupt);
    }

    /**
     * Commits the submission; blocks until it is committed. Who gave up waiting is not committed any more, unless a
     * transaction has begun with it.
     *
     * @throws Problem.Refusal 503 where too many wait, or the database does not take it
     */
    public Submitted commit(Submission submission) throws InterruptedException {
        Waiting waiting = queue.offer(submission)
                .orElseThrow(
                        () -> Problem.unavailable("overloaded", "Too many requests wait to be written; try again soon.")
                                .refusalRetryAfter(1));
        try {
            return waiting.result().get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw Problem.unavailable("database_unavailable", "The job could not be written; try again soon.")
                    .refusalRetryAfter(2);
        } finally {
            waiting.result().cancel(false);
        }
    }

    private void write() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                commitOrFail(queue.nextGroup());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void commitOrFail(List<Waiting> group) {
        try {
            commit(group);
        } catch (RuntimeException e) {
            Database.tell(LOG, "group was not committed", e);
            group.forEach(w -> w.result().completeExceptionally(e));
        }
    }

    private void commit(List<Waiting> group) {
        if (group.isEmpty()) {
            return;
        }
        Committed committed =
                commitOnceMoreOnDeadlock(group.stream().map(Waiting::submission).toList(), MAX_DEADLOCKS);
        wakeUps.announce(committed.wakeUps());
        for (Waiting waiting : group) {
            Submitted result = committed.results().get(waiting.submission().jobId());
            if (result == null) {
                waiting.result().completeExceptionally(new IllegalStateException("submission was not settled"));
            } else {
                waiting.result().complete(result);
            }
        }
    }

    private Committed commitOnceMoreOnDeadlock(List<Submission> group, int tries) {
        try {
            return transaction.commit(group);
        } catch (JdbiException e) {
            if (tries > 1 && Database.isDeadlock(e)) {
                return commitOnceMoreOnDeadlock(group, tries - 1);
            }
            throw e;
        }
    }
}
