package dev.chorale.api.voice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.api.access.Keyring;
import dev.chorale.api.jobs.ApiUnderTest;
import dev.chorale.api.jobs.Http;
import dev.chorale.api.jobs.JobRows;
import dev.chorale.api.jobs.RawRequest;
import dev.chorale.api.submit.Catalogue;
import dev.chorale.common.db.TestRows;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The object store is away; and uploaded weights are for admins' keys. */
@QuarkusTest
@TestProfile(UploadsWithoutStoreTest.Careful.class)
@SuppressWarnings("NullAway.Init")
class UploadsWithoutStoreTest {
    private static final String VOICE = """
            {"name": "Alice", "engine": "sovits", "language": "en", "settings":
             {"gpt_weights": "%s", "sovits_weights": "a.pth", "ref_audio": "%s"}}""";

    @TestHTTPResource
    URI root;

    @Inject
    Jdbi db;

    @Inject
    Catalogue catalogue;

    private UUID tenant;
    private Http http;

    public static class Careful extends ApiUnderTest {
        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> settings = new HashMap<>(super.getConfigOverrides());
            settings.put("chorale.api.voice-files.weights", "false");
            return settings;
        }
    }

    @BeforeEach
    void start() {
        tenant = new TestRows(db).tenant();
        http = new JobRows(db).callerOf(root, tenant);
    }

    @Test
    void a_file_that_is_not_stored_is_not_kept_and_may_come_again() {
        Http.Got got = http.upload("/v1/voice-files", new byte[] {1}, "Content-Type", "audio/wav");

        assertThat(got.status()).isEqualTo(503);
        assertThat(got.code()).isEqualTo("storage_unavailable");
        assertThat(got.header("Retry-After")).isEqualTo("5");
        assertThat(new TestRows(db).count("SELECT count(*) FROM voice_file WHERE tenant_id = ?", tenant))
                .isZero();
    }

    @Test
    void uploaded_weights_are_for_admins_where_the_operator_says_so() {
        EngineRows.add(db, catalogue);
        db.useHandle(h -> h.execute("""
                INSERT INTO voice_file (tenant_id, sha256, id, object_key, bytes, created_at)
                VALUES (?, repeat('a', 64), gen_random_uuid(), ?, 10, now())""", tenant, tenant.toString()));
        String file = "file_" + "a".repeat(64);

        Http.Got refused = http.post("/v1/voices", VOICE.formatted(file, "a.wav"));

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.json().path("errors").findValuesAsText("field")).containsExactly("settings.gpt_weights");
        assertThat(http.post("/v1/voices", VOICE.formatted("a.ckpt", file)).status())
                .isEqualTo(201);
        assertThat(admin().post("/v1/voices", VOICE.replace("Alice", "Bob").formatted(file, "a.wav"))
                        .status())
                .isEqualTo(201);
    }

    @Test
    void weights_that_a_key_may_not_use_are_refused_before_they_come() throws Exception {
        String head = "Content-Type: application/octet-stream\r\nContent-Length: 1000\r\n";
        try (RawRequest weights = new RawRequest(root, "POST /v1/voice-files", "chorale_" + tenant, head)) {
            assertThat(weights.answer()).startsWith("HTTP/1.1 403").contains("forbidden", "audio/*");
        }
        assertThat(admin().upload("/v1/voice-files", new byte[] {1}, "Content-Type", "application/octet-stream")
                        .code())
                .isEqualTo("storage_unavailable");
    }

    private Http admin() {
        String key = "chorale_admin_" + tenant;
        db.useHandle(h -> h.execute(
                "INSERT INTO api_key (id, tenant_id, role, secret_hash, created_at) VALUES (?, ?, 'admin', ?, now())",
                UUID.randomUUID(),
                tenant,
                Keyring.hash(key)));
        return new Http(root, key);
    }
}
