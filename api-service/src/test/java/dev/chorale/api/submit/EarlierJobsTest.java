package dev.chorale.api.submit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.chorale.api.access.Caller.Identity;
import dev.chorale.api.jobs.ApiUnderTest;
import dev.chorale.api.jobs.Http;
import dev.chorale.api.jobs.JobRows;
import dev.chorale.api.problem.JsonBody;
import dev.chorale.common.db.TestRows;
import dev.chorale.common.job.Ids;
import dev.chorale.common.job.Lane;
import dev.chorale.common.speech.Utterance;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(ApiUnderTest.class)
@SuppressWarnings("NullAway.Init")
class EarlierJobsTest {
    private static final String JOBS = "/v1/synthesis-jobs";

    @TestHTTPResource
    URI root;

    @Inject
    Jdbi db;

    @Inject
    Catalogue catalogue;

    @Inject
    RequestCheck check;

    private Identity caller;
    private Http http;

    @BeforeEach
    void start() {
        TestEngine.register(db, catalogue, "earlier", """
                [{"name": "able", "language": "en", "display": "Able"}]""");
        caller = new Identity(UUID.randomUUID(), new TestRows(db).tenant(), false, new byte[32]);
        http = new JobRows(db).callerOf(root, caller.tenantId());
    }

    @Test
    void a_repeated_request_gets_its_job_though_a_word_of_it_was_forbidden_since() {
        String body = line("Say it.", "earlier/able", "");
        String job = accepted(body, "k");
        http.put("/v1/forbidden-words", "{\"words\": [\"say\"]}");

        Http.Got again = http.postOnce(JOBS, body, "k");

        assertThat(again.json().path("id").asText()).isEqualTo(job);
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(http.postOnce(JOBS, body, "another").code()).isEqualTo("forbidden_words");
        assertThat(http.post(JOBS, body).code()).isEqualTo("forbidden_words");
    }

    @Test
    void a_repeated_request_gets_its_job_though_its_voice_was_deleted_since() {
        UUID voice = voice();
        String body = line("Hello.", Ids.write("voice", voice), "");
        String job = accepted(body, "k");
        http.delete("/v1/voices/" + Ids.write("voice", voice));

        assertThat(http.postOnce(JOBS, body, "k").json().path("id").asText()).isEqualTo(job);
        assertThat(http.postOnce(JOBS, body, "another").code()).isEqualTo("unknown_voice");
    }

    @Test
    void another_request_under_the_key_of_one_is_told_so_though_it_is_refused_anyway() {
        accepted(line("Hello.", "earlier/able", ""), "k");

        assertThat(http.postOnce(JOBS, line("Hello.", "earlier/nobody", ""), "k")
                        .code())
                .isEqualTo("idempotency_key_reused");
    }

    @Test
    void a_deadline_that_has_passed_for_long_is_refused_under_a_new_key() {
        String past = line("Hello.", "earlier/able", deadline(Instant.now().minus(Duration.ofMinutes(61))));
        Http.Got refused = http.postOnce(JOBS, past, "new");
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.json().path("errors").findValuesAsText("field")).containsExactly("deadline");
    }

    @Test
    void a_text_that_never_was_accepted_is_refused_at_once_under_a_known_key_too() {
        accepted(line("Hello.", "earlier/able", ""), "k");
        String marks = "a" + "\u0301\u0323".repeat(99_999);

        Http.Got refused = assertTimeoutPreemptively(
                Duration.ofSeconds(30), () -> http.postOnce(JOBS, line(marks, "earlier/able", ""), "k"));

        assertThat(refused.status()).isEqualTo(422);
    }

    @Test
    void another_tenants_key_repeats_nothing() {
        String body = line("Say it.", "earlier/able", "");
        accepted(body, "k");
        Http other = new JobRows(db).callerOf(root, new TestRows(db).tenant());
        other.put("/v1/forbidden-words", "{\"words\": [\"say\"]}");

        assertThat(other.postOnce(JOBS, body, "k").code()).isEqualTo("forbidden_words");
    }

    @Test
    void a_request_in_a_built_in_voice_is_known_by_what_its_utterance_was_known_by() {
        SynthesisRequest request = JsonBody.read(
                line("Hello.", "earlier/able", "").getBytes(StandardCharsets.UTF_8), SynthesisRequest.class);

        Submission made = check.check(request, caller, "k");

        String before = IdempotencyKeys.hash(
                new AsBefore(made.utterance().drawnFrom(1), false, made.lane(), made.metadata(), null));
        assertThat(Objects.requireNonNull(made.idempotency()).requestHash()).isEqualTo(before);
    }

    /** What was hashed when the hash still depended on the voice. */
    private record AsBefore(
            Utterance utterance,
            boolean seedGiven,
            Lane lane,
            Map<String, String> metadata,
            @Nullable String webhook) {}

    /** As the group commit would write it, which does not run in these tests. */
    private String accepted(String body, String key) {
        SynthesisRequest request = JsonBody.read(body.getBytes(StandardCharsets.UTF_8), SynthesisRequest.class);
        Submission submission = check.check(request, caller, key);
        Submitted result = Objects.requireNonNull(
                new SubmitTransaction(db).commit(List.of(submission)).results().get(submission.jobId()));
        assertThat(result).isInstanceOf(Submitted.Accepted.class);
        return Ids.write("job", submission.jobId());
    }

    private UUID voice() {
        UUID voice = UUID.randomUUID();
        db.useTransaction(h -> {
            h.execute("""
                    INSERT INTO voice (id, tenant_id, name, engine, language, current, created_at)
                    VALUES (?, ?, 'Alice', 'earlier', 'en', 1, now())
                    """, voice, caller.tenantId());
            h.execute("""
                    INSERT INTO voice_version (voice_id, number, settings, sha256, created_at)
                    VALUES (?, 1, '{}', repeat('a', 64), now())
                    """, voice);
        });
        return voice;
    }

    private static String deadline(Instant at) {
        return ",\"deadline\":\"" + at + "\"";
    }

    private static String line(String input, String voice, String more) {
        return "{\"input\":\"" + input + "\",\"voice\":\"" + voice + "\"" + more + "}";
    }
}
