package dev.chorale.api.notify;

import dev.chorale.api.notify.Waiters.Waiter;
import dev.chorale.common.db.Database;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Jdbi;

/**
 * Lets those who follow a job wait for its next event.
 *
 * <p>News of the job ends the wait at once. News may be lost, and not every event is news, so all jobs that are followed are
 * also looked up together, once in {@link #LOOK_EVERY}: thousands of followers cost what one does.
 */
@ApplicationScoped
public class Moves {
    private static final Logger LOG = Logger.getLogger(Moves.class);
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);

    private final Jdbi jdbi;
    private final Waiters waiting = new Waiters();
    private final ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("move-look").factory());

    private record Moved(UUID job, int sequence) {}

    public Moves(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    @PostConstruct
    void start() {
        long every = LOOK_EVERY.toMillis();
        looking.scheduleWithFixedDelay(this::lookAgain, every, every, TimeUnit.MILLISECONDS);
    }

    @PreDestroy
    void stop() {
        looking.shutdownNow();
    }

    /**
     * Waits until the job has an event beyond {@code seen}, at most {@code limit}. Blocks; meant for virtual threads, as many
     * as the caller bounds. Asks nothing of the database itself.
     *
     * @return whether there may be one
     */
    public boolean await(UUID job, int seen, Duration limit) throws InterruptedException {
        Waiter waiter = waiting.join(job, seen);
        try {
            return waiter.latch().await(limit.toMillis(), TimeUnit.MILLISECONDS);
        } finally {
            waiting.leave(job, waiter);
        }
    }

    void told(@Observes JobNews item) {
        waiting.release(item.job(), Integer.MAX_VALUE);
    }

    private void lookAgain() {
        try {
            look();
        } catch (RuntimeException e) {
            Database.tell(LOG, "followed jobs could not be looked up", e);
        }
    }

    void look() {
        List<UUID> jobs = waiting.jobs();
        if (!jobs.isEmpty()) {
            numbersOf(jobs).forEach(moved -> waiting.release(moved.job(), moved.sequence()));
        }
    }

    private List<Moved> numbersOf(List<UUID> jobs) {
        return jdbi.withHandle(h -> h.createQuery("""
                        SELECT job.id, coalesce(job.sequence, run.sequence) AS sequence
                        FROM job
                        JOIN run ON run.id = job.run_id
                        WHERE job.id = ANY(:jobs)
                        """)
                .bindArray("jobs", UUID.class, jobs.toArray())
                .map((row, ctx) -> new Moved(row.getObject("id", UUID.class), row.getInt("sequence")))
                .list());
    }
}
