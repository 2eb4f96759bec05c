package dev.chorale.api.notify;

import dev.chorale.api.notify.Waiters.Waiter;
import dev.chorale.common.db.Database;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Jdbi;

/**
 * Lets requests wait for the end of a job.
 *
 * <p>A job event ends the wait at once. Events may be lost, so all jobs that are waited for are also looked up together,
 * once in {@link #LOOK_EVERY}: the wait ends by the database's word even with Kafka down.
 */
@ApplicationScoped
public class Outcomes {
    private static final Logger LOG = Logger.getLogger(Outcomes.class);
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);
    private static final int MAX_WAITING = 10_000;
    /** The number of an end, for whom only that counts. */
    private static final int END = 1;

    private final Jdbi jdbi;
    private final Waiters waiting = new Waiters();
    private final ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("outcome-look").factory());

    public Outcomes(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    @PostConstruct
    void start() {
        long every = LOOK_EVERY.toMillis();
        looking.scheduleWithFixedDelay(this::look, every, every, TimeUnit.MILLISECONDS);
    }

    @PreDestroy
    void stop() {
        looking.shutdownNow();
    }

    /**
     * Waits until the job has ended, at most {@code limit}. Blocks; meant for virtual threads.
     *
     * @return whether it has ended; false at once where too many wait already
     */
    public boolean await(UUID job, Duration limit) throws InterruptedException {
        if (waiting.count() >= MAX_WAITING) {
            return hasEnded(job);
        }
        Waiter waiter = waiting.join(job, 0);
        try {
            return hasEnded(job) || waiter.latch().await(limit.toMillis(), TimeUnit.MILLISECONDS) || hasEnded(job);
        } finally {
            waiting.leave(job, waiter);
        }
    }

    /** The job has ended: whoever waits for it goes on. */
    public void ended(UUID job) {
        waiting.release(job, END);
    }

    private boolean hasEnded(UUID job) {
        return !endedAmong(List.of(job)).isEmpty();
    }

    private void look() {
        try {
            List<UUID> jobs = waiting.jobs();
            if (!jobs.isEmpty()) {
                endedAmong(jobs).forEach(this::ended);
            }
        } catch (RuntimeException e) {
            Database.tell(LOG, "waiting jobs could not be looked up", e);
        }
    }

    private List<UUID> endedAmong(List<UUID> jobs) {
        return jdbi.withHandle(h -> h.createQuery("""
                        SELECT id
                        FROM job
                        WHERE id = ANY(:jobs)
                          AND outcome IS NOT NULL
                        """)
                .bindArray("jobs", UUID.class, jobs.toArray())
                .mapTo(UUID.class)
                .list());
    }
}
