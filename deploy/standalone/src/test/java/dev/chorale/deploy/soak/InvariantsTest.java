package dev.chorale.deploy.soak;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.deploy.soak.Findings.Kind;
import dev.chorale.deploy.soak.Receiver.News;
import dev.chorale.deploy.soak.Submit.Manner;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each check must find what it is for: a check that cannot fail proves nothing. */
class InvariantsTest {
    private static final String ID = "00000000-0000-7000-8000-00000000000";
    private static final String JOB = "job_00000000000070008000000000000001";
    private static final Line LINE = new Line("One", "a", BigDecimal.ONE);

    private static final String ONE_GOOD_JOB = """
            INSERT INTO artefact VALUES ('%1$s5', '%1$s9', repeat('a', 64), 'k', 1, 'pcm', 24000, 1, now());
            INSERT INTO run (id, tenant_id, kind, lane, engine, voice_version, encoder_build, cache_key, utterance, cost_ms, state,
                             epoch, attempts, not_before, wake_due_at, created_at, finished_at)
            VALUES ('%1$s2', '%1$s9', 'synthesis', 'standard', 'sim', 'v', 'e', repeat('b', 64), '{"text":"One"}', 1, 'succeeded',
                    1, 1, now(), now(), now(), now());
            INSERT INTO attempt (run_id, epoch, worker_id, engine, began_at, ended_at, ending, charged)
            VALUES ('%1$s2', 1, '%1$s8', 'sim', now() - interval '20 seconds', now() - interval '10 seconds', 'retrying', true),
                   ('%1$s2', 2, '%1$s8', 'sim', now() - interval '5 seconds', now(), 'succeeded', false);
            INSERT INTO job (id, tenant_id, run_id, kind, voice, voice_version, engine, priority, format, cache, outcome,
                             artefact_id, characters, created_at, finished_at, audio_until)
            VALUES ('%1$s1', '%1$s9', '%1$s2', 'synthesis', 'sim/a', 'v', 'sim', 'standard', 'pcm', 'miss', 'succeeded',
                    '%1$s5', 3, now(), now(), now());
            INSERT INTO idempotency VALUES ('%1$s9', 'key', 'h', '%1$s1', now());
            INSERT INTO usage VALUES ('%1$s1', '%1$s9', 'sim/a', 'miss', 3, 1, 1, now());
            INSERT INTO webhook_delivery (id, tenant_id, job_id, type, sequence, url, next_at, created_at)
            VALUES ('%1$s3', '%1$s9', '%1$s1', 'job.succeeded', 3, 'u', now(), now());
            """.formatted(ID);

    @TempDir
    private static Path temp;

    private static EmbeddedPostgres postgres;

    private ClientJournal journal;
    private Submit submit;

    @BeforeAll
    static void startPostgres() throws Exception {
        postgres = EmbeddedPostgres.start();
        for (String migration : List.of("V1__jobs_and_runs", "V2__attempts_events_deadlines")) {
            try (var schema = InvariantsTest.class.getResourceAsStream("/db/migration/" + migration + ".sql")) {
                execute(new String(Objects.requireNonNull(schema).readAllBytes(), UTF_8));
            }
        }
    }

    @AfterAll
    static void stopPostgres() throws IOException {
        postgres.close();
    }

    @BeforeEach
    void oneGoodJob() throws Exception {
        execute("TRUNCATE job, run, attempt, artefact, usage, webhook_delivery, idempotency, inflight CASCADE");
        execute(ONE_GOOD_JOB);
        journal = new ClientJournal(temp.resolve("journal"));
        submit = new Submit("key", LINE, null, Manner.TOLD);
        journal.intend(submit);
        journal.accepted(submit, JOB);
    }

    @Test
    void a_good_job_is_found_good() {
        assertThat(check(Map.of(JOB, told("job.succeeded"))).examples()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            DELETE FROM job | LOST | O1
            UPDATE job SET outcome = NULL, finished_at = NULL | LOST | O1
            UPDATE job SET outcome = 'expired' | WRONG | O1
            UPDATE run SET state = 'failed' | WRONG | O2
            UPDATE idempotency SET key = 'another' | DOUBLED | O5
            DELETE FROM idempotency | DOUBLED | O4
            DELETE FROM usage | LOST | O6
            UPDATE job SET outcome = 'failed' | DOUBLED | O6
            UPDATE job SET outcome = 'cancelled' | WRONG | O7
            UPDATE attempt SET began_at = now() - interval '15 seconds' WHERE epoch = 2 | DOUBLED | O8
            UPDATE attempt SET ending = 'succeeded' | DOUBLED | O8
            UPDATE run SET state = 'queued', finished_at = NULL | LEFT_BEHIND | O14
            """)
    void what_is_wrong_in_a_row_is_found(String breach, Kind kind, String invariant) throws Exception {
        execute("SET session_replication_role = replica; " + breach);

        assertFound(check(Map.of(JOB, told("job.succeeded"))), kind, invariant);
    }

    @Test
    void a_second_end_is_found() throws Exception {
        execute("INSERT INTO webhook_delivery (id, tenant_id, job_id, type, sequence, url, next_at, created_at)"
                + " SELECT tenant_id, tenant_id, job_id, 'job.failed', 4, url, now(), now() FROM webhook_delivery");

        assertFound(check(Map.of(JOB, told("job.succeeded"))), Kind.DOUBLED, "O2");
    }

    @Test
    void a_second_run_of_the_same_audio_is_found() throws Exception {
        execute("CREATE TEMP TABLE more AS SELECT * FROM run; UPDATE more SET id = tenant_id;"
                + " INSERT INTO run SELECT * FROM more");

        assertFound(check(Map.of(JOB, told("job.succeeded"))), Kind.DOUBLED, "O11");
    }

    @Test
    void a_key_that_is_being_made_for_nobody_is_found() throws Exception {
        execute("INSERT INTO inflight SELECT tenant_id, 'x', id FROM run");

        assertFound(check(Map.of(JOB, told("job.succeeded"))), Kind.LEFT_BEHIND, "O14");
    }

    @Test
    void a_line_that_was_spoken_too_often_is_found() {
        Findings findings = check(
                Map.of(JOB, told("job.succeeded")),
                Map.of(Speech.Simulated.sound(LINE).sha256(), 3));

        assertFound(findings, Kind.DOUBLED, "O11");
    }

    @Test
    void an_end_that_nobody_was_told_of_is_found() {
        assertFound(check(Map.of()), Kind.MISSING_WEBHOOK, "O7");
    }

    @Test
    void another_end_than_was_told_is_found() {
        assertFound(check(Map.of(JOB, told("job.failed"))), Kind.WRONG, "O7");
        assertFound(
                check(Map.of(JOB, told("job.succeeded").and(new News("other", "job.succeeded", 1, false)))),
                Kind.WRONG,
                "O7");
    }

    @Test
    void a_cancelled_job_that_succeeds_is_found() {
        submit.cancelled(Instant.now(), true);

        assertFound(check(Map.of(JOB, told("job.succeeded"))), Kind.WRONG, "O9");
    }

    @Test
    void a_cancelled_job_that_goes_on_is_found() {
        submit.cancelled(Instant.now().minusSeconds(60), false);

        assertFound(check(Map.of(JOB, told("job.succeeded"))), Kind.WRONG, "O9");
    }

    @Test
    void whoever_did_not_ask_to_be_told_need_not_be() {
        journal.intend(new Submit("key", LINE, null, Manner.QUIET));

        assertThat(check(Map.of()).examples()).isEmpty();
    }

    private static News told(String type) {
        return new News("msg", type, 1, false);
    }

    private static void assertFound(Findings findings, Kind kind, String invariant) {
        assertThat(findings.count(kind)).as(findings.examples().toString()).isPositive();
        assertThat(findings.examples()).anyMatch(example -> example.startsWith(invariant + ":"));
    }

    private Findings check(Map<String, News> news) {
        return check(news, Map.of());
    }

    private Findings check(Map<String, News> news, Map<String, Integer> spoken) {
        Ledger ledger = new Ledger(postgres.getJdbcUrl("postgres", "postgres"));
        Findings findings = new Findings();
        Evidence evidence = new Evidence(
                journal,
                ledger,
                new Caller(List.of("http://127.0.0.1:1"), "key"),
                news,
                new Tally(),
                new Speech.Simulated(),
                spoken);
        new Invariants(evidence, ledger.jobs(Instant.EPOCH), findings).check();
        return findings;
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
