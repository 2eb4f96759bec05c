package dev.chorale.api.submit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.api.submit.Submission.Idempotency;
import dev.chorale.api.submit.SubmitTransaction.Committed;
import dev.chorale.api.submit.Submitted.Accepted;
import dev.chorale.api.submit.Submitted.KeyReused;
import dev.chorale.api.submit.Submitted.Replayed;
import dev.chorale.api.submit.Submitted.Source;
import dev.chorale.common.db.TestDatabase;
import dev.chorale.common.db.TestRows;
import dev.chorale.common.job.Lane;
import dev.chorale.common.outcome.JobEndings;
import dev.chorale.common.speech.AudioFormat;
import dev.chorale.common.speech.CacheKey;
import dev.chorale.common.speech.Prosody;
import dev.chorale.common.speech.Utterance;
import dev.chorale.common.wire.WakeUp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SubmitTransactionTest {
    private Jdbi db;
    private SubmitTransaction submit;
    private UUID tenant;

    @BeforeEach
    void freshDatabase() {
        db = TestDatabase.fresh();
        submit = new SubmitTransaction(db);
        tenant = new TestRows(db).tenant();
    }

    @Test
    void a_new_line_makes_a_run_and_one_wake_up() {
        Submission line = line("Hello.");
        Committed committed = submit.commit(List.of(line));
        assertThat(sourceOf(committed, line)).isEqualTo(Source.MISS);
        assertThat(committed.wakeUps()).extracting(WakeUp::run).containsExactly(line.runId());
        assertThat(count("run")).isOne();
    }

    @Test
    void equal_lines_of_one_group_share_a_run() {
        List<Submission> group = List.of(line("Hello."), line("Hello."), line("Other."));
        Committed committed = submit.commit(group);
        assertThat(committed.wakeUps()).hasSize(2);
        assertThat(count("run")).isEqualTo(2);
        assertThat(count("job")).isEqualTo(3);
    }

    @Test
    void a_line_in_flight_is_joined_by_a_later_group() {
        submit.commit(List.of(line("Hello.")));
        Submission later = line("Hello.");
        Committed committed = submit.commit(List.of(later));
        assertThat(sourceOf(committed, later)).isEqualTo(Source.JOINED);
        assertThat(committed.wakeUps()).isEmpty();
    }

    @Test
    void a_cached_line_is_a_hit_charged_once_and_told_of() {
        Submission first = line("Hello.");
        submit.commit(List.of(first));
        complete(first);
        Submission later = line("Hello.", null, "https://example.com/hook");
        Committed committed = submit.commit(List.of(later));
        assertThat(sourceOf(committed, later)).isEqualTo(Source.HIT);
        assertThat(committed.wakeUps()).isEmpty();
        assertThat(count("usage")).isEqualTo(2);
        assertThat(count("webhook_delivery")).isOne();
        assertThat(count("inflight")).isZero();
    }

    @Test
    void another_tenants_audio_is_no_hit() {
        Submission first = line("Hello.");
        submit.commit(List.of(first));
        complete(first);
        tenant = new TestRows(db).tenant();
        Submission foreign = line("Hello.");
        assertThat(sourceOf(submit.commit(List.of(foreign)), foreign)).isEqualTo(Source.MISS);
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
    void the_same_key_and_request_give_the_same_job_also_within_a_group() {
        Submission first = line("Hello.", new Idempotency("k", "hash"), null);
        Submission second = line("Hello.", new Idempotency("k", "hash"), null);
        Committed committed = submit.commit(List.of(first, second));
        UUID winner = committed.results().get(first.jobId()) instanceof Accepted a ? a.jobId() : second.jobId();
        Submission third = line("Hello.", new Idempotency("k", "hash"), null);
        assertThat(submit.commit(List.of(third)).results().get(third.jobId())).isEqualTo(new Replayed(winner));
        assertThat(count("job")).isOne();
    }

    @Test
    void the_same_key_with_another_request_is_refused_and_makes_nothing() {
        submit.commit(List.of(line("Hello.", new Idempotency("k", "hash"), null)));
        Submission other = line("Other.", new Idempotency("k", "other"), null);
        assertThat(submit.commit(List.of(other)).results().get(other.jobId())).isEqualTo(new KeyReused());
        assertThat(count("job")).isOne();
        assertThat(count("run")).isOne();
    }

    @Test
    void the_same_key_of_another_tenant_is_another_key() {
        submit.commit(List.of(line("Hello.", new Idempotency("k", "hash"), null)));
        tenant = new TestRows(db).tenant();
        Submission foreign = line("Hello.", new Idempotency("k", "other"), null);
        assertThat(submit.commit(List.of(foreign)).results().get(foreign.jobId()))
                .isInstanceOf(Accepted.class);
    }

    @Test
    void many_groups_at_once_make_one_run_of_one_line() throws Exception {
        List<Callable<Committed>> groups = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            groups.add(() -> submit.commit(List.of(line("Hello."), line("Other."))));
        }
        try (ExecutorService pool = Executors.newFixedThreadPool(8)) {
            for (Future<Committed> done : pool.invokeAll(groups, 60, TimeUnit.SECONDS)) {
                done.get();
            }
        }
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

    private void complete(Submission run) {
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

    private Submission line(String text) {
        return line(text, null, null);
    }

    private Submission line(String text, @Nullable Idempotency key, @Nullable String webhook) {
        Utterance utterance =
                new Utterance(text, "espeak/en-us", Prosody.NEUTRAL, 1, AudioFormat.WAV, 24000, "Chorale");
        return new Submission(
                tenant,
                UUID.randomUUID(),
                UUID.randomUUID(),
                utterance,
                CacheKey.of(new byte[32], TestRows.BUILD, TestRows.ENCODER, utterance),
                TestRows.BUILD,
                TestRows.ENCODER,
                Lane.STANDARD,
                Map.of(),
                webhook,
                null,
                key);
    }

    private static Source sourceOf(Committed committed, Submission submission) {
        return ((Accepted) Objects.requireNonNull(committed.results().get(submission.jobId()))).source();
    }

    private long count(String rows) {
        return db.withHandle(h ->
                h.createQuery("SELECT count(*) FROM " + rows).mapTo(Long.class).one());
    }
}
