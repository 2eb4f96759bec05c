package dev.chorale.api.voice;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.chorale.api.jobs.Http;
import dev.chorale.api.jobs.JobRows;
import dev.chorale.api.submit.Catalogue;
import dev.chorale.common.content.Sha256;
import dev.chorale.common.db.TestRows;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Voices whose settings name uploaded files. */
@QuarkusTest
@TestProfile(ApiWithStore.class)
@SuppressWarnings("NullAway.Init")
class VoicesOfFilesTest {
    private static final String SOVITS = "{'gpt_weights':'GPT','sovits_weights':'a.pth','ref_audio':'REF'}";
    private static final String CROSS = "{'mode':'cross-lingual','prompt_audio':'REF'}";

    @TestHTTPResource
    URI root;

    @Inject
    Jdbi db;

    @Inject
    Catalogue catalogue;

    private TestRows rows;
    private UUID tenant;
    private Http http;
    private String gpt;
    private String ref;

    @BeforeEach
    void start() {
        EngineRows.add(db, catalogue);
        rows = new TestRows(db);
        tenant = rows.tenant();
        http = new JobRows(db).callerOf(root, tenant);
        gpt = upload(http, "gpt " + tenant);
        ref = upload(http, "ref " + tenant);
    }

    @Test
    void settings_hold_ids_of_files_and_the_version_covers_them() {
        Http.Got made = http.post("/v1/voices", body("Alice", "sovits", SOVITS, null));

        assertThat(made.status()).as(made.body()).isEqualTo(201);
        assertThat(made.json().path("settings").path("gpt_weights").asText()).isEqualTo(gpt);
        String other = upload(http, "another recording");
        Http.Got next = change(made, SOVITS.replace("REF", other), null);
        assertThat(next.status()).isEqualTo(201);
        assertThat(next.json().path("version")).isNotEqualTo(made.json().path("version"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sovits|{'gpt_weights':'a.ckpt','sovits_weights':'a.pth'}|ref_audio",
                "sovits|{'gpt_weights':'GPT','sovits_weights':'a.pth','ref_audio':'REF'}|ref_audio",
                "cosy|{'mode':'zero_shot','prompt_text':'a'}|prompt_audio",
                "cosy|{'mode':'instruct2','instruct_text':'a','prompt_audio':null}|prompt_audio"
            })
    void a_reference_is_the_recording_of_the_engines_settings(String engine, String settings, String setting) {
        Http.Got made = http.post("/v1/voices", body("Alice", engine, settings, "REF"));

        assertThat(made.status()).as(made.body()).isEqualTo(201);
        assertThat(made.json().path("settings").path(setting).asText()).isEqualTo(ref);
        assertThat(made.json().has("reference")).isFalse();
    }

    @Test
    void a_version_takes_a_reference_too() {
        Http.Got made = http.post("/v1/voices", body("Alice", "cosy", CROSS.replace("REF", "a.wav"), null));

        Http.Got next = change(made, "{'mode':'cross-lingual'}", "REF");

        assertThat(next.status()).as(next.body()).isEqualTo(201);
        assertThat(next.json().path("settings").path("prompt_audio").asText()).isEqualTo(ref);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "sovits|{'gpt_weights':'NONE','sovits_weights':'a.pth','ref_audio':'REF'}|-|settings.gpt_weights",
                "sovits|{'gpt_weights':'OTHERS','sovits_weights':'a.pth','ref_audio':'REF'}|-|settings.gpt_weights",
                "sovits|{'gpt_weights':'UPPER','sovits_weights':'a.pth','ref_audio':'REF'}|-|settings.gpt_weights",
                "sovits|{'gpt_weights':'file_../../a.ckpt','sovits_weights':'a.pth','ref_audio':'REF'}|-|settings.gpt_weights",
                "sovits|{'gpt_weights':'GPT.ckpt/../a.ckpt','sovits_weights':'a.pth','ref_audio':'REF'}|-|settings.gpt_weights",
                "sovits|{'gpt_weights':'a.ckpt','sovits_weights':'a.pth'}|NONE|reference",
                "sovits|{'gpt_weights':'a.ckpt','sovits_weights':'a.pth'}|OTHERS|reference",
                "sovits|{'gpt_weights':'a.ckpt','sovits_weights':'a.pth'}|UPPER|reference",
                "sovits|{'gpt_weights':'a.ckpt','sovits_weights':'a.pth'}|a.wav|reference",
                "sovits|{'gpt_weights':'a.ckpt','sovits_weights':'a.pth','ref_audio':'a.wav'}|REF|reference",
                "cosy|{'mode':'cross-lingual','prompt_audio':'UPPER'}|-|settings.prompt_audio",
                "cosy|{'mode':'cross-lingual','prompt_audio':'file_'}|-|settings.prompt_audio",
                "cosy|{'mode':'cross-lingual','prompt_audio':'OTHERS'}|-|settings.prompt_audio",
                "cosy|{'mode':'cross-lingual','prompt_audio':'LONG'}|-|settings.prompt_audio",
                "cosy|{'mode':'sft','speaker':'a'}|REF|reference",
                "emoti|{'speaker':'1'}|REF|reference",
                "kokoro|{'voice':'nova'}|REF|reference"
            })
    void a_file_that_cannot_be_is_refused_where_it_was_written(
            String engine, String settings, @Nullable String reference, String field) {
        db.useHandle(h -> h.execute("""
                INSERT INTO voice_file (tenant_id, sha256, id, object_key, bytes, created_at)
                VALUES (?, repeat('a', 64), gen_random_uuid(), ?, 20971521, now())""", tenant, tenant + "/long"));

        Http.Got got = http.post("/v1/voices", body("X", engine, settings, reference));

        assertThat(got.status()).as(got.body()).isEqualTo(422);
        assertThat(got.code()).isEqualTo("invalid_value");
        assertThat(got.json().path("errors").findValuesAsText("field")).contains(field);
        assertThat(http.get("/v1/voices").json().path("data")).isEmpty();
    }

    @Test
    void a_file_that_a_version_of_a_living_voice_names_stays() {
        Http.Got made = http.post("/v1/voices", body("Alice", "sovits", SOVITS, null));
        change(made, SOVITS.replace("REF", upload(http, "another recording")), null);

        Http.Got refused = http.delete("/v1/voice-files/" + ref);

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.code()).isEqualTo("file_in_use");
        http.delete("/v1/voices/" + made.json().path("id").asText());
        assertThat(http.delete("/v1/voice-files/" + ref).status()).isEqualTo(204);
        assertThat(http.post("/v1/voices", body("Alice", "sovits", SOVITS, null))
                        .json()
                        .path("errors")
                        .findValuesAsText("field"))
                .containsExactly("settings.ref_audio");
    }

    @Test
    void another_tenants_voice_does_not_keep_a_file() {
        Http other = new JobRows(db).callerOf(root, rows.tenant());
        upload(other, "ref " + tenant);
        other.post("/v1/voices", body("Alice", "cosy", CROSS, null));

        assertThat(http.delete("/v1/voice-files/" + ref).status()).isEqualTo(204);
    }

    @Test
    void no_voice_is_made_of_a_file_while_it_is_deleted() throws Exception {
        CompletableFuture<Http.Got> making;
        try (Handle deletion = db.open()) {
            deletion.begin();
            deletion.execute("DELETE FROM voice_file WHERE tenant_id = ? AND sha256 = ?", tenant, ref.substring(5));
            making = CompletableFuture.supplyAsync(() -> http.post("/v1/voices", body("Alice", "cosy", CROSS, null)));
            awaitBlocked("%FOR SHARE%");
            deletion.commit();
        }

        assertThat(making.get().status()).isEqualTo(422);
    }

    @Test
    void no_file_is_deleted_while_a_voice_is_made_of_it() throws Exception {
        CompletableFuture<Http.Got> deletion;
        try (Handle making = db.open()) {
            making.begin();
            making.select(
                            "SELECT 1 FROM voice_file WHERE tenant_id = ? AND sha256 = ? FOR SHARE",
                            tenant,
                            ref.substring(5))
                    .mapTo(Integer.class)
                    .one();
            making.execute("""
                    WITH made AS (
                        INSERT INTO voice (id, tenant_id, name, engine, language, current, created_at)
                        VALUES (gen_random_uuid(), ?, 'Alice', 'cosy', 'en', 1, now())
                        RETURNING id
                    )
                    INSERT INTO voice_version (voice_id, number, settings, sha256, created_at)
                    SELECT id, 1, jsonb_build_object('prompt_audio', ?), repeat('a', 64), now() FROM made""", tenant, ref);
            deletion = CompletableFuture.supplyAsync(() -> http.delete("/v1/voice-files/" + ref));
            awaitBlocked("%voice_file%");
            making.commit();
        }

        assertThat(deletion.get().status()).isEqualTo(409);
    }

    private void awaitBlocked(String query) {
        rows.awaitCount(
                1, "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE ?", query);
    }

    private Http.Got change(Http.Got made, String settings, @Nullable String reference) {
        JsonNode voice = made.json();
        return http.post(
                "/v1/voices/" + voice.path("id").asText() + "/versions",
                written("{\"settings\":" + settings, reference));
    }

    private String body(String name, String engine, String settings, @Nullable String reference) {
        return written(
                "{\"name\":\"%s\",\"engine\":\"%s\",\"language\":\"en\",\"settings\":%s"
                        .formatted(name, engine, settings),
                reference);
    }

    /** With ids for their names in capitals. */
    private String written(String json, @Nullable String reference) {
        String whole = json + (reference == null ? "}" : ",\"reference\":\"" + reference + "\"}");
        String others = whole.contains("OTHERS")
                ? upload(new JobRows(db).callerOf(root, rows.tenant()), "another's " + tenant)
                : "";
        return whole.replace('\'', '"')
                .replace("OTHERS", others)
                .replace("NONE", "file_" + "0".repeat(64))
                .replace("LONG", "file_" + "a".repeat(64))
                .replace("UPPER", "file_" + ref.substring(5).toUpperCase(Locale.ROOT))
                .replace("GPT", gpt)
                .replace("REF", ref);
    }

    private static String upload(Http caller, String content) {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        assertThat(caller.upload("/v1/voice-files", bytes, "Content-Type", "audio/wav")
                        .status())
                .isBetween(200, 201);
        return "file_" + Sha256.hex(bytes);
    }
}
