package dev.chorale.api.submit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.chorale.api.access.Caller.Identity;
import dev.chorale.api.jobs.ApiUnderTest;
import dev.chorale.api.jobs.Http;
import dev.chorale.api.jobs.JobRows;
import dev.chorale.api.problem.JsonBody;
import dev.chorale.api.problem.Problem;
import dev.chorale.api.problem.Problem.Refusal;
import dev.chorale.common.db.TestRows;
import dev.chorale.common.job.Ids;
import dev.chorale.common.speech.Emotion;
import dev.chorale.common.speech.Markup.Warning;
import dev.chorale.common.speech.Style;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(ApiUnderTest.class)
@SuppressWarnings("NullAway.Init")
class RequestTextTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

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
        TestEngine.register(db, catalogue, "texts", """
                [{"name": "able", "language": "en", "display": "Able",
                  "takes": ["arpabet", "pinyin", "emphasis", "emotion", "instructions", "of-tomorrow"]},
                 {"name": "old", "language": "en", "display": "Old"}]""");
        caller = new Identity(UUID.randomUUID(), new TestRows(db).tenant(), false, new byte[32]);
        http = new JobRows(db).callerOf(root, caller.tenantId());
    }

    @ParameterizedTest
    @CsvSource({"see [1] there,5", "[applause],1", "😀 [h],3", "a [pause 11s],3"})
    void wrong_markup_is_422_with_its_place_and_what_to_write(String input, int at) {
        Http.Got got = post(Map.of("input", input, "voice", "texts/able"));

        assertThat(got.status()).isEqualTo(422);
        assertThat(got.code()).isEqualTo("bad_markup");
        JsonNode error = got.json().path("errors").get(0);
        assertThat(error.path("field").asText()).isEqualTo("input");
        assertThat(error.path("message").asText())
                .contains("at character " + at)
                .contains("[");
        assertThat(got.body()).doesNotContain("applause");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[pause 1s]", "[pause 1s] … [pause 500ms].", "[emphasis]![/emphasis]"})
    void markup_around_nothing_is_nothing_to_speak(String input) {
        assertThat(refusal(Map.of("input", input, "voice", "texts/able")).code())
                .isEqualTo("nothing_to_speak");
    }

    @Test
    void a_character_with_marks_without_end_is_refused_in_a_moment() {
        for (String input : List.of(
                "a" + "\u0301".repeat(100_000) + "\u0323".repeat(99_999),
                "क" + "\u093E".repeat(50_000),
                "a" + ("\u0301".repeat(64) + "\u202E").repeat(1_500) + ("\u0323".repeat(64) + "\u202E").repeat(1_500),
                "a" + ("\u0301[emphasis]\u0323[/emphasis]").repeat(50))) {
            Problem problem = assertTimeoutPreemptively(
                    Duration.ofSeconds(10), () -> refusal(Map.of("input", input, "voice", "texts/able")));

            assertThat(problem.status()).isEqualTo(422);
            assertThat(problem.code()).isEqualTo("invalid_value");
        }
    }

    @Test
    void digits_in_a_row_without_end_are_too_long() {
        for (String input : List.of("9".repeat(5_000), "1e308 dollars")) {
            assertThat(refusal(Map.of("input", input, "voice", "texts/able")).code())
                    .isEqualTo("text_too_long");
        }
        checked(Map.of("input", "Call +49 30 12345678. ".repeat(9_000), "voice", "texts/able"));
    }

    @Test
    void pauses_are_together_no_longer_than_any_audio() {
        String pauses = "[pause 10s]".repeat(4_320);
        checked(Map.of("input", "One. " + pauses + " Two.", "voice", "texts/old"));
        http.put("/v1/lexicon", "{\"entries\": [{\"word\": \"well\", \"say\": \"a[pause 1s]\"}]}");

        for (String more : List.of("[pause 1s]", " well ")) {
            Problem problem = refusal(Map.of("input", "One. " + pauses + more + "Two.", "voice", "texts/old"));
            assertThat(problem.code()).isEqualTo("text_too_long");
            assertThat(problem.errors().getFirst().message()).contains("pauses", "12 hours");
        }
    }

    @Test
    void the_lexicon_makes_no_endless_row_of_digits() {
        http.put("/v1/lexicon", "{\"entries\": [{\"word\": \"九\", \"say\": \"" + "9".repeat(500) + "\"}]}");

        assertThat(refusal(Map.of("input", "九".repeat(10), "voice", "texts/old"))
                        .code())
                .isEqualTo("text_too_long");
    }

    @Test
    void what_nobody_sees_neither_is_spoken_nor_makes_another_audio() {
        Submission hidden = checked(Map.of("input", "A\u202E \\\u2066[pause 1s]\uDB40\uDC61b.", "voice", "texts/old"));

        assertThat(hidden.utterance().text()).isEqualTo("A \\ [pause 1000ms]b.");
        assertThat(hidden.cacheKey())
                .isEqualTo(checked(Map.of("input", "A \\ [pause 1s]b.", "voice", "texts/old"))
                        .cacheKey());
    }

    @Test
    void markup_that_the_voice_cannot_say_is_refused_with_what_it_takes() {
        Problem problem = refusal(Map.of("input", "Say [HH][AY1].", "voice", "texts/old"));

        assertThat(problem.status()).isEqualTo(422);
        assertThat(problem.code()).isEqualTo("markup_not_supported");
        assertThat(problem.errors().getFirst().message())
                .contains("arpabet markup at character 5")
                .contains("texts/old")
                .endsWith("it takes pauses");
    }

    @Test
    void every_voice_takes_pauses_and_escaped_brackets() {
        assertThat(checked(Map.of("input", "One \\[1\\] [pause 0.5s]two.", "voice", "texts/old"))
                        .utterance()
                        .text())
                .isEqualTo("One \\[1\\] [pause 500ms]two.");
    }

    @Test
    void the_same_markup_spelled_differently_is_one_audio() {
        assertThat(checked(Map.of("input", "One[pause 0.5s] two", "voice", "texts/old"))
                        .cacheKey())
                .isEqualTo(checked(Map.of("input", " One[pause  500ms]  two", "voice", "texts/old"))
                        .cacheKey());
    }

    @Test
    void pinyin_in_round_brackets_is_a_warning_that_is_kept_with_the_job() {
        Submission submission = checked(Map.of("input", "很(hǎo)人", "voice", "texts/able"));
        new SubmitTransaction(db).commit(List.of(submission));

        assertThat(submission.warnings()).extracting(Warning::at).containsExactly(2);
        JsonNode kept =
                http.get("/v1/jobs/" + Ids.write("job", submission.jobId())).json();
        assertThat(kept.path("warnings").get(0).path("code").asText()).isEqualTo("near_markup");
        assertThat(kept.path("warnings").get(0).path("at").asInt()).isEqualTo(2);
    }

    @Test
    void a_job_without_warnings_shows_none() {
        Submission submission = checked(Map.of("input", "Good.", "voice", "texts/able"));
        new SubmitTransaction(db).commit(List.of(submission));

        assertThat(http.get("/v1/jobs/" + Ids.write("job", submission.jobId()))
                        .json()
                        .has("warnings"))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({"emotion,\"happy\"", "instructions,\"Whisper.\""})
    void what_the_engine_does_nothing_with_is_refused(String field, String value) throws Exception {
        Problem problem = refusal(Map.of("input", "Hi.", "voice", "texts/old", field, JSON.readTree(value)));

        assertThat(problem.code()).isEqualTo("not_supported_by_engine");
        assertThat(problem.status()).isEqualTo(422);
        assertThat(problem.errors().getFirst().field()).isEqualTo(field);
    }

    @ParameterizedTest
    @CsvSource({"emotion,\"purple\"", "emotion,\"none\"", "emotion_strength,0.5", "emotion_strength,2"})
    void a_style_outside_its_set_is_422(String field, String value) throws Exception {
        Problem problem = refusal(Map.of("input", "Hi.", "voice", "texts/able", field, JSON.readTree(value)));

        assertThat(problem.code()).isEqualTo("invalid_value");
        assertThat(problem.errors().getFirst().field()).isEqualTo(field);
    }

    @Test
    void instructions_have_a_limit_and_are_tidied() {
        assertThat(refusal(Map.of("input", "Hi.", "voice", "texts/able", "instructions", "a".repeat(4097)))
                        .errors()
                        .getFirst()
                        .field())
                .isEqualTo("instructions");
        assertThat(checked(Map.of("input", "Hi.", "voice", "texts/able", "instructions", "  So \t soft. "))
                        .utterance()
                        .style())
                .isEqualTo(new Style(Emotion.NONE, 100, "So soft."));
    }

    @Test
    void a_style_is_part_of_the_audios_name_and_of_its_seed() {
        Submission plain = checked(Map.of("input", "Hi.", "voice", "texts/able"));
        Submission sad = checked(Map.of("input", "Hi.", "voice", "texts/able", "emotion", "sad"));
        Submission sadToo =
                checked(Map.of("input", "Hi.", "voice", "texts/able", "emotion", "sad", "emotion_strength", 1.0));

        assertThat(sad.cacheKey()).isNotEqualTo(plain.cacheKey()).isEqualTo(sadToo.cacheKey());
        assertThat(sad.utterance().seed()).isNotEqualTo(plain.utterance().seed());
    }

    @Test
    void the_lexicon_decides_what_is_spoken_and_what_its_audio_is_called() {
        Submission before = checked(Map.of("input", "A GIF.", "voice", "texts/old"), "k");
        http.put("/v1/lexicon", "{\"entries\": [{\"word\": \"GIF\", \"say\": \"jif\"}]}");
        Submission after = checked(Map.of("input", "A GIF.", "voice", "texts/old"), "k");

        assertThat(after.utterance().text()).isEqualTo("A jif.");
        assertThat(after.cacheKey()).isNotEqualTo(before.cacheKey());
        assertThat(after.idempotency()).isEqualTo(before.idempotency());
    }

    @Test
    void a_lexicon_makes_no_text_longer_than_the_limit() {
        http.put("/v1/lexicon", "{\"entries\": [{\"word\": \"GIF\", \"say\": \"" + "long ".repeat(99) + "\"}]}");

        assertThat(refusal(Map.of("input", "GIF ".repeat(5_000), "voice", "texts/old"))
                        .code())
                .isEqualTo("text_too_long");
    }

    @Test
    void markup_of_the_lexicon_that_the_voice_cannot_say_is_refused() {
        http.put("/v1/lexicon", "{\"entries\": [{\"word\": \"GIF\", \"say\": \"[JH][IH1][F]\"}]}");

        Problem problem = refusal(Map.of("input", "A GIF.", "voice", "texts/old"));
        assertThat(problem.code()).isEqualTo("markup_not_supported");
        assertThat(problem.errors().getFirst().message()).contains("of the lexicon");
    }

    private Http.Got post(Map<String, ?> request) {
        return http.post("/v1/synthesis-jobs", json(request));
    }

    private Submission checked(Map<String, ?> request) {
        return checked(request, null);
    }

    private Submission checked(Map<String, ?> request, @Nullable String idempotencyKey) {
        return check.check(
                JsonBody.read(json(request).getBytes(StandardCharsets.UTF_8), SynthesisRequest.class),
                caller,
                idempotencyKey);
    }

    private Problem refusal(Map<String, ?> request) {
        @Nullable Problem problem = null;
        try {
            checked(request);
        } catch (Refusal refused) {
            problem = refused.problem();
        }
        assertThat(problem).isNotNull();
        return java.util.Objects.requireNonNull(problem);
    }

    private static String json(Map<String, ?> request) {
        return JSON.valueToTree(request).toString();
    }
}
