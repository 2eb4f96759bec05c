package dev.chorale.api.voice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.chorale.api.jobs.ApiUnderTest;
import dev.chorale.api.jobs.Http;
import dev.chorale.api.jobs.JobRows;
import dev.chorale.api.submit.Catalogue;
import dev.chorale.common.db.TestRows;
import dev.chorale.common.job.Ids;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(ApiUnderTest.class)
@SuppressWarnings("NullAway.Init")
class VoicesTest {
    private static final String ALICE = """
            {"name": "Alice", "engine": "emoti", "language": "zh", "settings": {"speaker": "8051", "emotion": "Happy"}}""";

    private static final String ANNA = """
            {"name": "Anna", "engine": "cosy", "language": "en",
             "settings": {"mode": "cross-lingual", "prompt_audio": "anna.wav"}}""";

    @TestHTTPResource
    URI root;

    @Inject
    Jdbi db;

    @Inject
    Catalogue catalogue;

    private UUID tenant;
    private Http http;

    @BeforeEach
    void start() {
        EngineRows.add(db, catalogue);
        tenant = new TestRows(db).tenant();
        http = new JobRows(db).callerOf(root, tenant);
    }

    @Test
    void a_voice_is_made_read_and_listed() {
        Http.Got made = http.post("/v1/voices", ALICE);

        assertThat(made.status()).as(made.body()).isEqualTo(201);
        String id = made.json().path("id").asText();
        assertThat(id).matches("voice_[0-9a-f]{32}");
        assertThat(made.header("Location")).endsWith("/v1/voices/" + id);
        assertThat(made.json().path("name").asText()).isEqualTo("Alice");
        assertThat(made.json().path("engine").asText()).isEqualTo("emoti");
        assertThat(made.json().path("language").asText()).isEqualTo("zh");
        assertThat(made.json().path("version").asText()).matches("[0-9a-f]{64}");
        assertThat(made.json().path("created_at").asText()).endsWith("Z");
        assertThat(http.get("/v1/voices/" + id).json()).isEqualTo(made.json());
        assertThat(http.get("/v1/voices").json().path("data").get(0)).isEqualTo(made.json());
    }

    @Test
    void a_voice_tells_what_it_takes_as_its_engine_does_of_such_voices() {
        String id = http.post("/v1/voices", ANNA).json().path("id").asText();

        assertThat(http.get("/v1/voices/" + id).json().path("takes"))
                .extracting(JsonNode::asText)
                .containsExactly("emotion", "emphasis", "instructions");
        assertThat(http.get("/v1/audio/voices").json().path("data").get(0).path("takes"))
                .isEqualTo(http.get("/v1/voices/" + id).json().path("takes"));
        assertThat(http.post("/v1/voices", ALICE).json().path("takes").isEmpty())
                .isTrue();
    }

    @Test
    void a_new_version_becomes_the_current_one_and_the_same_settings_make_none() {
        JsonNode first = http.post("/v1/voices", ALICE).json();
        String versions = path(first) + "/versions";

        Http.Got second = http.post(versions, "{\"settings\": {\"speaker\": \"9017\"}}");
        Http.Got same = http.post(versions, "{\"settings\": {\"speaker\": \" 9017 \", \"emotion\": null}}");
        Http.Got back = http.post(versions, "{\"settings\": {\"emotion\": \"Happy\", \"speaker\": \"8051\"}}");

        assertThat(second.status()).isEqualTo(201);
        assertThat(version(second.json())).isNotEqualTo(version(first));
        assertThat(same.status()).isEqualTo(200);
        assertThat(same.json()).isEqualTo(second.json());
        assertThat(back.status()).isEqualTo(201);
        assertThat(version(back.json())).isEqualTo(version(first));
        assertThat(version(http.get(path(first)).json())).isEqualTo(version(first));
    }

    @Test
    void versions_are_listed_the_current_one_first_so_that_one_can_go_back() {
        String path = path(http.post("/v1/voices", ALICE).json());
        http.post(path + "/versions", "{\"settings\": {\"speaker\": \"2\"}}");
        http.post(path + "/versions", "{\"settings\": {\"speaker\": \"3\"}}");

        JsonNode page = http.get(path + "/versions?limit=2").json();
        JsonNode rest = http.get(path + "/versions?limit=2&cursor="
                        + page.path("next_cursor").asText())
                .json();

        assertThat(page.path("data").get(0).path("version").asText())
                .isEqualTo(version(http.get(path).json()));
        assertThat(page.path("data").findValuesAsText("speaker")).containsExactly("3", "2");
        assertThat(rest.path("data").findValuesAsText("speaker")).containsExactly("8051");
        assertThat(rest.has("next_cursor")).isFalse();
    }

    @Test
    void changes_at_the_same_time_make_a_version_each() {
        String versions = path(http.post("/v1/voices", ALICE).json()) + "/versions";
        try (ExecutorService hands = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int speaker = 1; speaker <= 8; speaker++) {
                String body = "{\"settings\": {\"speaker\": \"" + speaker + "\"}}";
                hands.submit(() -> http.post(versions, body));
            }
        }

        assertThat(new TestRows(db).count("""
                SELECT max(number) FROM voice_version JOIN voice ON id = voice_id WHERE tenant_id = '%s'
                """.formatted(tenant))).isEqualTo(9);
    }

    @Test
    void a_repeated_request_makes_one_voice_and_a_key_is_for_one_request() {
        Http.Got first = http.postOnce("/v1/voices", ALICE, "key");
        Http.Got again = http.postOnce("/v1/voices", ALICE, "key");

        assertThat(first.header("Idempotent-Replayed")).isEmpty();
        assertThat(again.status()).isEqualTo(201);
        assertThat(again.json()).isEqualTo(first.json());
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(http.postOnce("/v1/voices", ALICE.replace("8051", "9017"), "key")
                        .code())
                .isEqualTo("idempotency_key_reused");
        assertThat(http.postOnce("/v1/voices", "{}", "free").status()).isEqualTo(422);
        assertThat(http.postOnce("/v1/voices", ALICE.replace("Alice", "Bob"), "free")
                        .status())
                .as("a refused request leaves its key free")
                .isEqualTo(201);
        assertThat(http.postOnce("/v1/voices", ALICE, "k".repeat(256)).status()).isEqualTo(400);
    }

    @Test
    void a_version_is_never_changed_whatever_a_query_tries() {
        http.post("/v1/voices", ALICE);

        assertThatThrownBy(() -> db.useHandle(h -> h.execute("UPDATE voice_version SET settings = '{}'")))
                .hasMessageContaining("a version of a voice is never changed");
    }

    @Test
    void a_name_is_taken_once_until_its_voice_is_deleted() {
        JsonNode alice = http.post("/v1/voices", ALICE).json();

        assertThat(http.post("/v1/voices", ALICE).status()).isEqualTo(409);
        assertThat(http.post("/v1/voices", ALICE).code()).isEqualTo("voice_exists");
        assertThat(http.delete(path(alice)).status()).isEqualTo(204);
        assertThat(http.post("/v1/voices", ALICE).status()).isEqualTo(201);
    }

    @Test
    void a_deleted_voice_is_gone_and_deleting_it_again_changes_nothing() {
        String path = path(http.post("/v1/voices", ALICE).json());
        http.delete(path);

        assertThat(http.get(path).status()).isEqualTo(410);
        assertThat(http.post(path + "/versions", "{\"settings\": {\"speaker\": \"1\"}}")
                        .status())
                .isEqualTo(410);
        assertThat(http.delete(path).status()).isEqualTo(204);
        assertThat(http.get("/v1/voices").json().path("data")).isEmpty();
    }

    @Test
    void another_tenants_voice_is_not_there() {
        Http other = new JobRows(db).callerOf(root, new TestRows(db).tenant());
        String path = path(http.post("/v1/voices", ALICE).json());

        assertThat(other.get(path).status()).isEqualTo(404);
        assertThat(other.get(path + "/versions").status()).isEqualTo(404);
        assertThat(other.delete(path).status()).isEqualTo(404);
        assertThat(other.post(path + "/versions", "{\"settings\": {\"speaker\": \"1\"}}")
                        .status())
                .isEqualTo(404);
        assertThat(other.get("/v1/voices").json().path("data")).isEmpty();
        assertThat(other.get("/v1/audio/voices").body()).doesNotContain("Alice");
        assertThat(other.post("/v1/voices", ALICE).status()).isEqualTo(201);
        assertThat(http.get("/v1/voices/" + Ids.write("voice", UUID.randomUUID()))
                        .status())
                .isEqualTo(404);
        assertThat(http.get("/v1/voices/1").status()).isEqualTo(404);
    }

    @Test
    void lists_go_on_behind_their_cursor() {
        Set<String> made = new HashSet<>();
        for (int i = 0; i < 5; i++) {
            made.add(http.post("/v1/voices", ALICE.replace("Alice", "Voice " + i))
                    .json()
                    .path("id")
                    .asText());
        }
        Set<String> listed = new HashSet<>();
        JsonNode page = http.get("/v1/voices?limit=2").json();
        page.path("data").forEach(voice -> listed.add(voice.path("id").asText()));
        while (page.has("next_cursor")) {
            page = http.get("/v1/voices?limit=2&cursor="
                            + page.path("next_cursor").asText())
                    .json();
            page.path("data").forEach(voice -> listed.add(voice.path("id").asText()));
        }

        assertThat(listed).isEqualTo(made);
        assertThat(http.get("/v1/voices?name=Alice").status()).isEqualTo(400);
    }

    @Test
    void the_voices_to_speak_with_are_the_callers_and_the_engines() {
        String id = http.post("/v1/voices", ALICE).json().path("id").asText();
        JsonNode voices = http.get("/v1/audio/voices").json().path("data");

        assertThat(voices.get(0).path("id").asText()).isEqualTo(id);
        assertThat(voices.get(0).path("name").asText()).isEqualTo("Alice");
        assertThat(voices.findValuesAsText("id")).contains("spk/en-us");
    }

    private static String path(JsonNode voice) {
        return "/v1/voices/" + voice.path("id").asText();
    }

    private static String version(JsonNode voice) {
        return voice.path("version").asText();
    }
}
