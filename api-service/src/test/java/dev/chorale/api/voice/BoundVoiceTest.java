package dev.chorale.api.voice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chorale.api.access.Caller.Identity;
import dev.chorale.api.jobs.ApiUnderTest;
import dev.chorale.api.jobs.Http;
import dev.chorale.api.jobs.JobRows;
import dev.chorale.api.problem.JsonBody;
import dev.chorale.api.problem.Problem;
import dev.chorale.api.submit.Catalogue;
import dev.chorale.api.submit.RequestCheck;
import dev.chorale.api.submit.Submission;
import dev.chorale.api.submit.SubmitTransaction;
import dev.chorale.api.submit.SynthesisRequest;
import dev.chorale.common.db.TestRows;
import dev.chorale.common.job.Ids;
import dev.chorale.common.speech.MadeVoice;
import dev.chorale.common.speech.Skill;
import dev.chorale.common.speech.UtteranceJson;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of a made voice between a request and its run. */
@QuarkusTest
@TestProfile(ApiUnderTest.class)
@SuppressWarnings("NullAway.Init")
class BoundVoiceTest {
    @TestHTTPResource
    URI root;

    @Inject
    Jdbi db;

    @Inject
    Catalogue catalogue;

    @Inject
    RequestCheck check;

    @Inject
    SubmitTransaction transaction;

    private UUID tenant;
    private Http http;
    private String voice;

    @BeforeEach
    void start() {
        EngineRows.add(db, catalogue);
        tenant = new TestRows(db).tenant();
        http = new JobRows(db).callerOf(root, tenant);
        voice = http.post("/v1/voices", VoiceSettingsTest.body("Alice", "emoti", "zh", "{'speaker':'8051'}"))
                .json()
                .path("id")
                .asText();
    }

    @Test
    void a_run_carries_engine_language_settings_and_version() {
        Submission line = submitted(voice);
        transaction.commit(List.of(line));

        MadeVoice made = new MadeVoice("emoti", "zh", Map.of("speaker", "8051"));
        assertThat(line.utterance().made()).isEqualTo(made);
        assertThat(UtteranceJson.read(one("SELECT utterance FROM run WHERE id = ?", line.runId())))
                .isEqualTo(line.utterance());
        assertThat(one("SELECT engine FROM run WHERE id = ?", line.runId())).isEqualTo("emoti");
        assertThat(one("SELECT voice_version FROM run WHERE id = ?", line.runId()))
                .isEqualTo(made.version() + "@emotivoice");
        Http.Got job = http.get("/v1/jobs/" + Ids.write("job", line.jobId()));
        assertThat(job.json().path("voice").asText()).isEqualTo(voice);
        assertThat(job.json().path("voice_version").asText())
                .isEqualTo(
                        http.get("/v1/voices/" + voice).json().path("version").asText());
    }

    @Test
    void a_new_version_has_a_key_of_its_own_and_jobs_in_flight_keep_theirs() {
        Submission before = submitted(voice);
        transaction.commit(List.of(before));
        http.post("/v1/voices/" + voice + "/versions", "{\"settings\":{\"speaker\":\"9017\"}}");
        Submission after = submitted(voice);

        assertThat(after.cacheKey()).isNotEqualTo(before.cacheKey());
        assertThat(Objects.requireNonNull(after.utterance().made()).settings()).containsEntry("speaker", "9017");
        assertThat(one("SELECT utterance FROM run WHERE id = ?", before.runId()))
                .contains("8051");
    }

    @Test
    void a_repeated_request_is_the_same_one_also_when_the_voice_has_a_new_version() {
        Submission before = submitted(voice, "key");
        http.post("/v1/voices/" + voice + "/versions", "{\"settings\":{\"speaker\":\"9017\"}}");

        assertThat(submitted(voice, "key").idempotency()).isEqualTo(before.idempotency());
    }

    @Test
    void a_voice_that_was_deleted_or_is_another_tenants_is_unknown() {
        UUID stranger = new TestRows(db).tenant();
        assertUnknown(stranger, voice);
        assertUnknown(tenant, Ids.write("voice", UUID.randomUUID()));

        http.delete("/v1/voices/" + voice);
        assertUnknown(tenant, voice);
        assertThat(http.post(
                                "/v1/audio/speech",
                                "{\"model\":\"tts-1\",\"input\":\"Hello.\",\"voice\":{\"id\":\"" + voice + "\"}}")
                        .code())
                .isEqualTo("unknown_voice");
    }

    @Test
    void style_and_markup_that_the_voice_takes_are_bound_and_others_are_refused() {
        String anna = made("Anna", "{'mode':'cross-lingual','prompt_audio':'anna.wav'}");
        String said = "\"input\":\"[emphasis]Hello[/emphasis].\",\"emotion\":\"happy\"";

        assertThat(submitted(anna, said, null).utterance().needs())
                .containsExactlyInAnyOrder(Skill.EMPHASIS, Skill.EMOTION);
        assertRefused(made("Bea", "{'mode':'sft','speaker':'bea'}"), said, "not_supported_by_engine");
        assertRefused(anna, "\"input\":\"[h][ào]\"", "markup_not_supported");
    }

    private String made(String name, String settings) {
        return http.post("/v1/voices", VoiceSettingsTest.body(name, "cosy", "en", settings))
                .json()
                .path("id")
                .asText();
    }

    private Submission submitted(String name, String said, @Nullable String key) {
        String body = "{" + said + ",\"voice\":\"" + name + "\"}";
        return check.check(
                JsonBody.read(body.getBytes(StandardCharsets.UTF_8), SynthesisRequest.class), identity(tenant), key);
    }

    private void assertRefused(String name, String said, String code) {
        assertThatThrownBy(() -> submitted(name, said, null))
                .isInstanceOfSatisfying(
                        Problem.Refusal.class,
                        refusal -> assertThat(refusal.problem().code()).isEqualTo(code));
    }

    private void assertUnknown(UUID caller, String name) {
        assertThatThrownBy(() -> check.check(request(name), identity(caller), null))
                .isInstanceOfSatisfying(
                        Problem.Refusal.class,
                        refusal -> assertThat(refusal.problem().code()).isEqualTo("unknown_voice"));
    }

    private Submission submitted(String name) {
        return check.check(request(name), identity(tenant), null);
    }

    private Submission submitted(String name, String key) {
        return check.check(request(name), identity(tenant), key);
    }

    private static SynthesisRequest request(String name) {
        String body = "{\"input\":\"Hello.\",\"voice\":\"" + name + "\"}";
        return JsonBody.read(body.getBytes(StandardCharsets.UTF_8), SynthesisRequest.class);
    }

    private static Identity identity(UUID tenant) {
        return new Identity(UUID.randomUUID(), tenant, false, new byte[32]);
    }

    private String one(String query, UUID id) {
        return db.withHandle(h -> h.select(query, id).mapTo(String.class).one());
    }
}
