package dev.chorale.api.audio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.api.jobs.Http;
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
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a request for audio may set as conditions (RFC 9110, 13 and 14). */
@QuarkusTest
@TestProfile(ApiWithStore.class)
@SuppressWarnings("NullAway.Init")
class AudioConditionsTest {
    private static final String AUDIO = "0123456789";

    @TestHTTPResource
    URI root;

    @Inject
    Jdbi db;

    @Inject
    AudioStore store;

    private final byte[] spoken = AUDIO.getBytes(StandardCharsets.UTF_8);
    private final String etag = '"' + Sha256.hex(spoken) + '"';
    private Http http;
    private String path;

    @BeforeEach
    void speak() throws IOException {
        UUID tenant = new TestRows(db).tenant();
        JobRows jobs = new JobRows(db);
        http = jobs.callerOf(root, tenant);
        UUID job = jobs.succeeded(tenant);
        path = "/v1/jobs/" + Ids.write("job", job) + "/audio";
        String key = AudioStore.keyOf(tenant, Sha256.hex(spoken), UUID.randomUUID(), "wav");
        store.put(key, spoken, "audio/wav");
        db.useHandle(h -> h.execute(
                "UPDATE artefact SET object_key = ?, sha256 = ?, bytes = ?"
                        + " WHERE id = (SELECT artefact_id FROM job WHERE id = ?)",
                key,
                Sha256.hex(spoken),
                spoken.length,
                job));
    }

    @Test
    void who_names_other_audio_in_if_match_gets_none() {
        Http.Got other = http.get(path, "If-Match", "\"other\"");
        assertThat(other.status()).isEqualTo(412);
        assertThat(other.code()).isEqualTo("precondition_failed");
        assertThat(http.get(path, "If-Match", "W/" + etag).status()).isEqualTo(412);
        assertThat(http.get(path, "If-Match", "\"other\"", "If-None-Match", etag)
                        .status())
                .isEqualTo(412);

        assertThat(http.get(path, "If-Match", "\"other\", " + etag).body()).isEqualTo(AUDIO);
        assertThat(http.get(path, "If-Match", "*").body()).isEqualTo(AUDIO);
    }

    @Test
    void who_has_it_is_told_of_it_what_all_are_told() {
        Http.Got whole = http.get(path);
        assertThat(whole.body()).isEqualTo(AUDIO);
        assertThat(whole.header("Cache-Control")).contains("immutable");

        for (String known : new String[] {etag, "W/" + etag, "*", "\"other\" , " + etag}) {
            Http.Got same = http.get(path, "If-None-Match", known);
            assertThat(same.status()).as(known).isEqualTo(304);
            assertThat(same.header("ETag")).isEqualTo(whole.header("ETag")).isEqualTo(etag);
            assertThat(same.header("Cache-Control")).isEqualTo(whole.header("Cache-Control"));
        }
        assertThat(http.get(path, "If-None-Match", "\"other\"").status()).isEqualTo(200);
        assertThat(http.get(path, "If-None-Match", "\"other\"", "If-None-Match", etag)
                        .status())
                .isEqualTo(304);
    }

    @Test
    void a_range_is_for_get_alone() {
        Http.Got part = http.get(path, "Range", "bytes=2-4");
        assertThat(part.status()).isEqualTo(206);
        assertThat(part.body()).isEqualTo("234");

        for (String range : new String[] {"bytes=2-4", "bytes=99-"}) {
            Http.Got head = http.head(path, "Range", range);
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.header("Content-Length")).isEqualTo("10");
            assertThat(head.header("Accept-Ranges")).isEqualTo("bytes");
        }
    }

    @Test
    void the_way_to_it_is_shown_to_who_has_it_too() {
        for (String[] condition : new String[][] {{"If-None-Match", etag}, {"If-Match", "\"other\""}}) {
            Http.Got redirected = http.get(path + "?redirect=true", condition);
            assertThat(redirected.status()).as(condition[0]).isEqualTo(302);
            assertThat(redirected.header("Location")).contains("X-Amz-Signature");
            assertThat(redirected.header("Cache-Control")).isEqualTo("no-store");
        }
    }
}
