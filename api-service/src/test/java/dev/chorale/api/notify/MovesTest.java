package dev.chorale.api.notify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.common.db.TestDatabase;
import dev.chorale.common.db.TestRows;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.StatementContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MovesTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final Jdbi db = TestDatabase.fresh();
    private final TestRows rows = new TestRows(db);
    private final Moves moves = new Moves(db);
    private final ExecutorService followers = Executors.newVirtualThreadPerTaskExecutor();
    private final UUID run = rows.queuedRun(rows.tenant());
    private final UUID job = rows.job(run);

    @AfterEach
    void stop() {
        followers.shutdownNow();
        moves.stop();
    }

    @Test
    void a_follower_hears_of_a_move_that_was_no_news() throws Exception {
        int seen = sequence();
        db.useHandle(h -> h.execute("UPDATE run SET state = 'retrying', sequence = sequence + 1 WHERE id = ?", run));
        Future<Boolean> follower = follow(job, seen, LONG);

        until(follower, moves::look);

        assertThat(follower.get()).isTrue();
    }

    @Test
    void a_follower_hears_of_news_at_once() throws Exception {
        Future<Boolean> follower = follow(job, sequence(), LONG);

        until(follower, () -> moves.told(new JobNews(job, JobNews.RUNNING)));

        assertThat(follower.get()).isTrue();
    }

    @Test
    void a_follower_of_a_job_that_does_not_move_waits_as_long_as_it_wants() throws Exception {
        Future<Boolean> follower = follow(job, sequence(), Duration.ofMillis(50));

        until(follower, moves::look);

        assertThat(follower.get()).isFalse();
    }

    @Test
    void however_many_follow_a_look_is_one_query() {
        int seen = sequence() - 1;
        List<UUID> jobs = Stream.generate(() -> rows.job(run)).limit(50).toList();
        AtomicInteger queries = new AtomicInteger();
        AtomicInteger looks = new AtomicInteger();
        db.setSqlLogger(counting(queries));

        List<Future<Boolean>> all =
                jobs.stream().map(followed -> follow(followed, seen, LONG)).toList();
        all.forEach(follower -> until(follower, () -> {
            looks.incrementAndGet();
            moves.look();
        }));

        assertThat(queries.get()).isBetween(1, looks.get());
    }

    private int sequence() {
        return Math.toIntExact(rows.count("SELECT sequence FROM run WHERE id = ?", run));
    }

    private Future<Boolean> follow(UUID followed, int seen, Duration limit) {
        return followers.submit(() -> moves.await(followed, seen, limit));
    }

    /** Again and again, until it goes on: ten seconds at most. */
    private static void until(Future<Boolean> follower, Runnable step) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!follower.isDone()) {
            assertThat(System.nanoTime()).as("time").isLessThan(end);
            step.run();
        }
    }

    private static SqlLogger counting(AtomicInteger queries) {
        return new SqlLogger() {
            @Override
            public void logBeforeExecution(StatementContext context) {
                queries.incrementAndGet();
            }
        };
    }
}
