package dev.chorale.api.voice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.chorale.api.jobs.Http;
import dev.chorale.api.jobs.JobRows;
import dev.chorale.common.content.Sha256;
import dev.chorale.common.db.TestRows;
import dev.chorale.common.store.AudioStore;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(ApiWithStore.class)
@SuppressWarnings("NullAway.Init")
class VoiceFilesTest {
    private static final String FILES = "/v1/voice-files";

    @TestHTTPResource
    URI root;

    @Inject
    Jdbi db;

    @Inject
    AudioStore store;

    private TestRows rows;
    private UUID tenant;
    private Http http;

    @BeforeEach
    void start() {
        rows = new TestRows(db);
        tenant = rows.tenant();
        http = new JobRows(db).callerOf(root, tenant);
    }

    @Test
    void a_file_is_kept_under_its_hash_and_the_same_again_changes_nothing() throws Exception {
        byte[] content = "weights".getBytes(StandardCharsets.UTF_8);
        Http.Got first = upload(content);
        Http.Got again = http.uploadChunked(FILES, content, "Content-Type", "audio/wav");

        assertThat(first.status()).as(first.body()).isEqualTo(201);
        assertThat(first.json().path("id").asText()).isEqualTo("file_" + Sha256.hex(content));
        assertThat(first.json().path("sha256").asText()).isEqualTo(Sha256.hex(content));
        assertThat(first.json().path("bytes").asInt()).isEqualTo(7);
        assertThat(first.json().path("created_at").asText()).endsWith("Z");
        assertThat(first.header("Location"))
                .endsWith(FILES + "/" + first.json().path("id").asText());
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.json()).isEqualTo(first.json());
        assertThat(http.get(path(first)).json()).isEqualTo(first.json());
        assertThat(store.open(keyOf(content)).readAllBytes()).isEqualTo(content);
        assertThat(ApiWithStore.SPOOL).isEmptyDirectory();
    }

    @Test
    void a_long_file_arrives_whole() throws Exception {
        byte[] content = new byte[ApiWithStore.MAX_BYTES];
        content[content.length - 1] = 1;

        Http.Got got = upload(content);

        assertThat(got.status()).as(got.body()).isEqualTo(201);
        assertThat(Sha256.hex(store.open(keyOf(content)))).isEqualTo(Sha256.hex(content));
    }

    @Test
    void another_tenants_file_is_not_there_and_the_same_content_is_its_own() throws Exception {
        Http other = new JobRows(db).callerOf(root, rows.tenant());
        byte[] content = unique();
        Http.Got mine = upload(content);

        assertThat(other.get(path(mine)).status()).isEqualTo(404);
        assertThat(other.delete(path(mine)).status()).isEqualTo(404);
        assertThat(other.get(FILES).json().path("data")).isEmpty();
        assertThat(other.upload(FILES, content, "Content-Type", "audio/wav").status())
                .isEqualTo(201);
        assertThat(other.delete(path(mine)).status()).isEqualTo(204);
        assertThat(http.get(path(mine)).status()).isEqualTo(200);
        assertThat(store.open(keyOf(content)).readAllBytes()).isEqualTo(content);
    }

    @Test
    void what_is_not_what_its_header_says_is_not_kept() {
        byte[] content = unique();
        String other = Sha256.hex(unique());
        String base64 = Base64.getEncoder().encodeToString(Sha256.of(content));
        String otherBase64 = Base64.getEncoder().encodeToString(HexFormat.of().parseHex(other));

        assertThat(upload(content, "X-Content-SHA256", other).code()).isEqualTo("hash_mismatch");
        assertThat(upload(content, "X-Content-SHA256", other).status()).isEqualTo(400);
        assertThat(upload(content, "Digest", "SHA-256=" + otherBase64).code()).isEqualTo("hash_mismatch");
        assertThat(upload(content, "Content-Digest", "sha-512=:YQ==:, sha-256=:" + otherBase64 + ":")
                        .code())
                .isEqualTo("hash_mismatch");
        assertThat(upload(content, "X-Content-SHA256", "abc").status()).isEqualTo(400);
        assertThat(kept()).isZero();
        assertThat(upload(content, "X-Content-SHA256", Sha256.hex(content).toUpperCase(java.util.Locale.ROOT))
                        .status())
                .isEqualTo(201);
        assertThat(upload(content, "Digest", "sha-256=" + base64).status()).isEqualTo(200);
        assertThat(upload(content, "Content-Digest", "sha-256=:" + base64 + ":").status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/json", "multipart/form-data", "audio/*", "nonsense"})
    void what_is_neither_weights_nor_a_recording_is_refused(String type) {
        Http.Got got = http.upload(FILES, unique(), "Content-Type", type);

        assertThat(got.status()).as(got.body()).isEqualTo(415);
        assertThat(kept()).isZero();
    }

    @Test
    void nothing_is_no_file() {
        assertThat(upload(new byte[0]).status()).isEqualTo(422);
        assertThat(upload(new byte[0]).code()).isEqualTo("invalid_value");
        assertThat(http.upload(FILES, unique()).status()).isEqualTo(415);
        assertThat(kept()).isZero();
    }

    @Test
    void one_of_many_uploads_of_the_same_at_once_is_kept() throws Exception {
        byte[] content = unique();
        List<Integer> statuses = new ArrayList<>();
        try (ExecutorService hands = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Http.Got>> all = new ArrayList<>();
            for (int i = 0; i < ApiWithStore.AT_ONCE; i++) {
                all.add(hands.submit(() -> upload(content)));
            }
            for (Future<Http.Got> one : all) {
                statuses.add(one.get().status());
            }
        }

        assertThat(statuses).containsOnlyOnce(201).containsOnly(200, 201);
        assertThat(kept()).isEqualTo(1);
        String stored = keyOf(content);
        assertThat(objects()).contains(stored);
        assertThat(objects())
                .filteredOn(key -> !key.equals(stored))
                .allSatisfy(key -> assertThat(due(key)).isOne());
    }

    @Test
    void a_deleted_file_is_gone_and_its_object_is_due_for_deletion() {
        byte[] content = unique();
        Http.Got file = upload(content);
        String key = keyOf(content);

        assertThat(http.delete(path(file)).status()).isEqualTo(204);
        assertThat(http.get(path(file)).status()).isEqualTo(404);
        assertThat(http.delete(path(file)).status()).isEqualTo(404);
        assertThat(due(key)).isOne();
    }

    @Test
    void a_file_that_comes_again_does_not_lose_its_object_to_the_deletion_that_is_still_due() throws Exception {
        byte[] content = unique();
        Http.Got file = upload(content);
        String first = keyOf(content);
        http.delete(path(file));
        assertThat(upload(content).status()).isEqualTo(201);

        store.delete(first);

        assertThat(due(keyOf(content))).isZero();
        assertThat(store.open(keyOf(content)).readAllBytes()).isEqualTo(content);
        assertThatThrownBy(() -> store.open(first)).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void lists_are_newest_first_and_go_on_behind_their_cursor() {
        List<String> made = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            made.addFirst(upload(unique()).json().path("id").asText());
        }
        JsonNode page = http.get(FILES + "?limit=3").json();
        JsonNode rest = http.get(
                        FILES + "?limit=3&cursor=" + page.path("next_cursor").asText())
                .json();

        List<String> listed = new ArrayList<>(page.path("data").findValuesAsText("id"));
        listed.addAll(rest.path("data").findValuesAsText("id"));
        assertThat(listed).containsExactlyInAnyOrderElementsOf(made);
        assertThat(page.path("data")).hasSize(3);
        assertThat(rest.has("next_cursor")).isFalse();
        assertThat(http.get(FILES + "?bytes=1").status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"file_..%2F..%2Faudio", "file_", "1", "file_%00", "FILE_UPPER", "file_UPPER", "UPPER"})
    void a_name_that_is_none_of_ours_is_not_found(String name) {
        String upper = Sha256.hex(unique()).toUpperCase(java.util.Locale.ROOT);
        String path = FILES + "/" + name.replace("UPPER", upper);

        assertThat(http.get(path).status()).isEqualTo(404);
        assertThat(http.delete(path).status()).isEqualTo(404);
    }

    private Http.Got upload(byte[] content, String... headers) {
        List<String> all = new ArrayList<>(List.of("Content-Type", "application/octet-stream"));
        all.addAll(List.of(headers));
        return http.upload(FILES, content, all.toArray(String[]::new));
    }

    private static byte[] unique() {
        return UUID.randomUUID().toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String path(Http.Got file) {
        return FILES + "/" + file.json().path("id").asText();
    }

    private String keyOf(byte[] content) {
        return rows.text(
                "SELECT object_key FROM voice_file WHERE tenant_id = ? AND sha256 = ?", tenant, Sha256.hex(content));
    }

    private long kept() {
        return rows.count("SELECT count(*) FROM voice_file WHERE tenant_id = ?", tenant);
    }

    private long due(String key) {
        return rows.count("SELECT count(*) FROM erasure WHERE object_key = ?", key);
    }

    private List<String> objects() throws Exception {
        return store.list("").stream()
                .map(AudioStore.Stored::key)
                .filter(key -> key.startsWith("voice-files/" + tenant))
                .toList();
    }
}
