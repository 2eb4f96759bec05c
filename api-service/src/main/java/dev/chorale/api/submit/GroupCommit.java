package dev.chorale.api.submit;

import dev.chorale.api.ApiSettings;
import dev.chorale.api.dispatch.WakeUps;
import dev.chorale.api.problem.Problem;
import dev.chorale.api.submit.SubmitTransaction.Committed;
import dev.chorale.common.db.Database;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
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
    private static final int MAX_GROUP = 256;
    private static final int MAX_DEADLOCKS = 5;
    private static final long LIMIT_SECONDS = 10;

    private final SubmitTransaction transaction;
    private final WakeUps wakeUps;
    private final BlockingQueue<Waiting> queue;
    private final List<Thread> writers = new ArrayList<>();
    private final int writerCount;

    private record Waiting(Submission submission, CompletableFuture<Submitted> result) {}

    public GroupCommit(SubmitTransaction transaction, WakeUps wakeUps, ApiSettings settings) {
        this.transaction = transaction;
        this.wakeUps = wakeUps;
        this.queue = new ArrayBlockingQueue<>(settings.submit().queue());
        this.writerCount = settings.submit().writers();
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
     * Commits the submission; blocks until it is committed.
     *
     * @throws Problem.Refusal 503 where too many wait, or the database does not take it
     */
    public Submitted commit(Submission submission) throws InterruptedException {
        Waiting waiting = new Waiting(submission, new CompletableFuture<>());
        if (!queue.offer(waiting)) {
            throw Problem.unavailable("overloaded", "Too many requests wait to be written; try again soon.")
                    .refusalRetryAfter(1);
        }
        try {
            return waiting.result().get(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw Problem.unavailable("database_unavailable", "The job could not be written; try again soon.")
                    .refusalRetryAfter(2);
        }
    }

    private void write() {
        List<Waiting> group = new ArrayList<>(MAX_GROUP);
        while (!Thread.currentThread().isInterrupted()) {
            try {
                group.add(queue.take());
                queue.drainTo(group, MAX_GROUP - 1);
                commit(group);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException e) {
                Database.tell(LOG, "group was not committed", e);
                group.forEach(w -> w.result().completeExceptionally(e));
            } finally {
                group.clear();
            }
        }
    }

    private void commit(List<Waiting> group) {
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
