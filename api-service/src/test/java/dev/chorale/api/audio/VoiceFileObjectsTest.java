package dev.chorale.api.audio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.api.jobs.Http;
import dev.chorale.api.jobs.JobRows;
import dev.chorale.api.voice.ApiWithStore;
import dev.chorale.common.db.TestRows;
import dev.chorale.common.job.Ids;
import dev.chorale.common.store.AudioStore;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What housekeeping and erasure do with objects. */
@QuarkusTest
@TestProfile(ApiWithStore.class)
@SuppressWarnings("NullAway.Init")
class VoiceFileObjectsTest {
    private static final Instant LATER = Instant.now().plus(Duration.ofHours(1));

    @TestHTTPResource
    URI root;

    @Inject
    Jdbi db;

    @Inject
    AudioStore store;

    @Inject
    Housekeeping housekeeping;

    @Inject
    Erasure erasure;

    private UUID tenant;
    private Http http;

    @BeforeEach
    void start() {
        tenant = new TestRows(db).tenant();
        http = new JobRows(db).callerOf(root, tenant);
    }

    @Test
    void a_file_stays_and_an_object_whose_row_was_never_written_goes_when_it_is_old_enough() throws Exception {
        upload();
        String file = objects().getFirst();
        String orphan = AudioStore.keyOfVoiceFile(tenant, "ab".repeat(32), UUID.randomUUID());
        String audio = "audio/" + tenant + "/orphan.wav";
        String strange = "strange/" + tenant;
        for (String key : List.of(orphan, audio, strange)) {
            store.put(key, new byte[] {1}, "audio/wav");
        }

        housekeeping.dropOrphans(Instant.now().minus(Duration.ofHours(1)));
        assertThat(objects()).contains(orphan);
        housekeeping.dropOrphans(LATER);
        housekeeping.dropOrphans(LATER);

        assertThat(objects()).containsExactly(file);
        assertThat(store.open(strange).readAllBytes()).hasSize(1);
        store.delete(strange);
    }

    @Test
    void the_object_of_a_deleted_file_is_erased() throws Exception {
        Http.Got file = upload();
        assertThat(objects()).hasSize(1);

        http.delete("/v1/voice-files/" + file.json().path("id").asText());
        erasure.deleteObjects();

        assertThat(objects()).isEmpty();
    }

    @Test
    void the_audio_of_a_deleted_job_goes_at_once_however_much_is_due_before_it() throws Exception {
        String object = "audio/" + tenant + "/spoken.wav";
        UUID job = new JobRows(db).succeeded(tenant);
        store.put(object, new byte[] {1}, "audio/wav");
        db.useHandle(h -> {
            h.execute(
                    "UPDATE artefact SET object_key = ? WHERE id = (SELECT artefact_id FROM job WHERE id = ?)",
                    object,
                    job);
            h.execute(
                    "INSERT INTO erasure SELECT ? || n, now() - interval '1 day' FROM generate_series(1, 40) AS n",
                    "audio/" + tenant + "/older");
        });

        assertThat(http.delete("/v1/jobs/" + Ids.write("job", job)).status()).isEqualTo(204);

        assertThat(objects()).isEmpty();
        erasure.deleteObjects();
    }

    @Test
    void an_object_that_can_not_be_deleted_does_not_keep_the_younger_ones() throws Exception {
        String refused = "audio/../" + tenant;
        db.useHandle(h -> h.execute("INSERT INTO erasure VALUES (?, now() - interval '1 day')", refused));
        Http.Got file = upload();
        http.delete("/v1/voice-files/" + file.json().path("id").asText());

        erasure.deleteObjects();
        erasure.deleteObjects();

        assertThat(objects()).isEmpty();
        int still = db.withHandle(h -> h.execute("DELETE FROM erasure WHERE object_key = ?", refused));
        assertThat(still).isOne();
    }

    private Http.Got upload() {
        return http.upload(
                "/v1/voice-files",
                tenant.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8),
                "Content-Type",
                "application/octet-stream");
    }

    private List<String> objects() throws Exception {
        return store.list("").stream()
                .map(AudioStore.Stored::key)
                .filter(key -> key.contains(tenant.toString()))
                .toList();
    }
}
