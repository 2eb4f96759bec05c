package dev.chorale.api.audio;

import static java.net.http.HttpClient.Version.HTTP_1_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chorale.api.jobs.JobRows;
import dev.chorale.api.voice.ApiWithStore;
import dev.chorale.common.content.Sha256;
import dev.chorale.common.db.TestRows;
import dev.chorale.common.job.Ids;
import dev.chorale.common.store.AudioStore;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Audio that is streamed from the object store because it is too long for memory. */
@QuarkusTest
@TestProfile(ApiWithStore.class)
@SuppressWarnings("NullAway.Init")
class LongAudioTest {
    private static final int BYTES = 3_000_000;

    @TestHTTPResource
    URI root;

    @Inject
    Jdbi db;

    @Inject
    AudioStore store;

    private final byte[] spoken = new byte[BYTES];
    private UUID tenant;
    private UUID job;

    @BeforeEach
    void speak() {
        new Random(1).nextBytes(spoken);
        tenant = new TestRows(db).tenant();
        JobRows jobs = new JobRows(db);
        var unused = jobs.callerOf(root, tenant);
        job = jobs.succeeded(tenant);
    }

    @Test
    void what_was_stored_is_heard_to_its_last_byte() throws Exception {
        keep(spoken);

        assertThat(get(HTTP_1_1, "").body()).isEqualTo(spoken);
        assertThat(get(HTTP_1_1, "bytes=2999990-").body()).isEqualTo(Arrays.copyOfRange(spoken, 2_999_990, BYTES));
    }

    @ParameterizedTest
    @EnumSource
    void other_bytes_are_never_heard_as_success(HttpClient.Version version) throws Exception {
        byte[] other = spoken.clone();
        other[BYTES - 1]++;
        keep(other);

        assertThatThrownBy(() -> get(version, "")).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @EnumSource
    void half_of_it_is_never_heard_as_success(HttpClient.Version version) throws Exception {
        keep(Arrays.copyOf(spoken, BYTES / 2));

        assertThatThrownBy(() -> get(version, "")).isInstanceOf(IOException.class);
    }

    /** Keeps these bytes where those that were spoken should be. */
    private void keep(byte[] bytes) throws IOException {
        UUID object = UUID.randomUUID();
        String key = AudioStore.keyOf(tenant, Sha256.hex(spoken), object, "wav");
        store.put(key, bytes, "audio/wav");
        db.useHandle(h -> h.execute(
                "UPDATE artefact SET object_key = ?, sha256 = ?, bytes = ?"
                        + " WHERE id = (SELECT artefact_id FROM job WHERE id = ?)",
                key,
                Sha256.hex(spoken),
                BYTES,
                job));
    }

    private HttpResponse<byte[]> get(HttpClient.Version version, String range)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        root.resolve("/v1/jobs/" + Ids.write("job", job) + "/audio"))
                .version(version)
                .timeout(Duration.ofSeconds(10))
                .header("Authorization", "Bearer chorale_" + tenant);
        if (!range.isEmpty()) {
            request.header("Range", range);
        }
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(request.build(), BodyHandlers.ofByteArray());
        }
    }
}
