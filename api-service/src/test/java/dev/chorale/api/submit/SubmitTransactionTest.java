package dev.chorale.api.submit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.api.submit.SubmitTransaction.AudioName;
import dev.chorale.api.submit.SubmitTransaction.Committed;
import dev.chorale.api.submit.Submitted.Source;
import dev.chorale.common.db.PostgresRows;
import dev.chorale.common.db.TestDatabase;
import dev.chorale.common.job.Lane;
import dev.chorale.common.outcome.JobEndings;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

class SubmitTransactionTest extends SubmitContract {
    private final Jdbi db;
    private final SubmitTransaction submit;

    SubmitTransactionTest() {
        Jdbi fresh = TestDatabase.fresh();
        super(new PostgresRows(fresh));
        this.db = fresh;
        this.submit = new SubmitTransaction(fresh);
    }

    @Override
    Committed commit(List<Submission> group) {
        return submit.commit(group);
    }

    @Test
    void an_entry_past_its_life_is_no_hit() {
        Submission first = line("Hello.");
        submit.commit(List.of(first));
        complete(first);
        db.useHandle(h -> h.execute("UPDATE cache_entry SET expires_at = now() - interval '1 second'"));
        Submission later = line("Hello.");
        assertThat(sourceOf(submit.commit(List.of(later)), later)).isEqualTo(Source.MISS);
    }

    @Test
    void a_hit_extends_the_life_of_its_entry() {
        Submission first = line("Hello.");
        submit.commit(List.of(first));
        complete(first);
        db.useHandle(h -> h.execute("UPDATE cache_entry SET expires_at = now() + interval '1 minute'"));
        submit.commit(List.of(line("Hello.")));
        assertThat(count("cache_entry WHERE expires_at > now() + interval '23 hours'"))
                .isOne();
    }

    @Test
    void two_groups_that_would_extend_the_same_life_do_not_wait_for_each_other() throws Exception {
        Submission first = line("Hello.");
        submit.commit(List.of(first));
        complete(first);
        db.useHandle(h -> h.execute("UPDATE cache_entry SET expires_at = now() + interval '1 minute'"));
        CyclicBarrier both = new CyclicBarrier(2);
        Callable<Integer> group = () -> db.inTransaction(tx -> {
            Set<AudioName> hits = SubmitSql.cached(tx, List.of(line("Hello."))).keySet();
            both.await(10, TimeUnit.SECONDS);
            SubmitSql.extendLife(tx, hits);
            return hits.size();
        });
        assertThat(atOnce(List.of(group, group))).containsExactly(1, 1);
    }

    @Test
    void groups_that_hurry_the_same_lines_at_once_do_not_wait_for_each_other_in_a_circle() throws Exception {
        List<String> texts = IntStream.range(0, 12).mapToObj(i -> "Line " + i).toList();
        submit.commit(texts.stream().map(text -> line(text, Lane.BULK)).toList());
        List<Callable<Committed>> groups = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            List<String> some = new ArrayList<>(texts);
            Collections.shuffle(some, new Random(i));
            Lane lane = Lane.values()[i % 3];
            groups.add(() -> submit.commit(
                    some.subList(0, 8).stream().map(text -> line(text, lane)).toList()));
        }
        atOnce(groups);
        assertThat(count("run WHERE lane = 'interactive'")).isEqualTo(12);
    }

    @Test
    void many_groups_at_once_make_one_run_of_one_line() throws Exception {
        List<Callable<Committed>> groups = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            groups.add(() -> submit.commit(List.of(line("Hello."), line("Other."))));
        }
        atOnce(groups);
        assertThat(count("run")).isEqualTo(2);
        assertThat(count("job")).isEqualTo(80);
        assertThat(count("job WHERE cache = 'miss'")).isEqualTo(2);
    }

    @Test
    void a_line_whose_run_completes_meanwhile_is_a_hit_and_never_lost() throws Exception {
        Submission first = line("Hello.");
        submit.commit(List.of(first));
        Submission joiner = line("Hello.");
        CountDownLatch moved = new CountDownLatch(1);
        try (ExecutorService pool = Executors.newSingleThreadExecutor()) {
            Future<Committed> joining = db.inTransaction(tx -> {
                finishRun(tx, first);
                Future<Committed> future = pool.submit(() -> {
                    moved.countDown();
                    return submit.commit(List.of(joiner));
                });
                moved.await(5, TimeUnit.SECONDS);
                endJobs(tx, first);
                return future;
            });
            assertThat(sourceOf(joining.get(10, TimeUnit.SECONDS), joiner)).isEqualTo(Source.HIT);
        }
        assertThat(count("job WHERE outcome IS NULL")).isZero();
    }

    @Override
    void complete(Submission run) {
        db.useTransaction(tx -> {
            finishRun(tx, run);
            endJobs(tx, run);
        });
    }

    private static void finishRun(Handle tx, Submission run) {
        tx.execute("UPDATE run SET state = 'succeeded', finished_at = now() WHERE id = ?", run.runId());
    }

    private static void endJobs(Handle tx, Submission run) {
        UUID artefact = UUID.randomUUID();
        tx.execute(
                "INSERT INTO artefact VALUES (?, ?, ?, ?, 100, 'wav', 24000, 500, now())",
                artefact,
                run.tenantId(),
                "a".repeat(64),
                "audio/" + artefact);
        JobEndings.succeed(tx, JobEndings.waitingFor(tx, List.of(run.runId())), artefact, 5);
        tx.execute(
                "INSERT INTO cache_entry VALUES (?, ?, ?, ?, now(), interval '24 hours', now() + interval '24 hours')",
                run.tenantId(),
                run.cacheKey().hex(),
                run.runId(),
                artefact);
        tx.execute("DELETE FROM inflight WHERE run_id = ?", run.runId());
    }

    private static <T> List<T> atOnce(List<Callable<T>> groups) throws Exception {
        List<T> results = new ArrayList<>();
        try (ExecutorService pool = Executors.newFixedThreadPool(8)) {
            for (Future<T> done : pool.invokeAll(groups, 60, TimeUnit.SECONDS)) {
                results.add(done.get());
            }
        }
        return results;
    }

    private long count(String rows) {
        return db.withHandle(h ->
                h.createQuery("SELECT count(*) FROM " + rows).mapTo(Long.class).one());
    }
}
