package dev.chorale.api.problem;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.api.jobs.ApiUnderTest;
import dev.chorale.api.jobs.Http;
import dev.chorale.api.jobs.JobRows;
import dev.chorale.api.jobs.RawRequest;
import dev.chorale.common.db.TestRows;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies have two seconds here. */
@QuarkusTest
@TestProfile(SlowBodiesTest.InHaste.class)
@SuppressWarnings("NullAway.Init")
class SlowBodiesTest {
    private static final String JSON = "Content-Type: application/json\r\n";
    private static final String CHUNKED = "Transfer-Encoding: chunked\r\n";

    @TestHTTPResource
    URI root;

    @Inject
    Jdbi db;

    private UUID tenant;
    private Http http;

    public static class InHaste extends ApiUnderTest {
        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> settings = new HashMap<>(super.getConfigOverrides());
            settings.put("quarkus.http.read-timeout", "2s");
            return settings;
        }
    }

    @BeforeEach
    void start() {
        tenant = new TestRows(db).tenant();
        http = new JobRows(db).callerOf(root, tenant);
    }

    @ParameterizedTest
    @ValueSource(strings = {CHUNKED, "Content-Length: 1000\r\n"})
    void a_body_that_stops_is_told_so_and_its_connection_ends(String length) throws Exception {
        try (RawRequest stopped = request("POST /v1/audio/speech", JSON + length)) {
            stopped.send("5\r\n{\"a\":\r\n");
            assertThat(stopped.answer())
                    .startsWith("HTTP/1.1 408")
                    .containsIgnoringCase("connection: close")
                    .contains("application/problem+json", "request_timeout", "\"error\"");
        }
    }

    @Test
    void a_body_that_drips_has_no_longer_than_one_that_stops() throws Exception {
        try (RawRequest dripping = request("POST /v1/synthesis-jobs", JSON + CHUNKED)) {
            Thread drops = Thread.ofVirtual().start(() -> drip(dripping));
            assertThat(dripping.answer()).startsWith("HTTP/1.1 408");
            drops.interrupt();
            drops.join();
        }
    }

    @Test
    void an_upload_that_stops_is_told_so() throws Exception {
        try (RawRequest stopped = request("POST /v1/voice-files", "Content-Type: audio/wav\r\nContent-Length: 9\r\n")) {
            stopped.send(new byte[4]);
            assertThat(stopped.answer())
                    .startsWith("HTTP/1.1 408")
                    .contains("application/problem+json", "request_timeout");
        }
    }

    @Test
    void an_upload_may_take_longer_than_that_as_long_as_it_goes_on() throws Exception {
        try (RawRequest slow = request(
                "POST /v1/voice-files", "Content-Type: audio/wav\r\nContent-Length: 7\r\nConnection: close\r\n")) {
            for (int i = 0; i < 7; i++) {
                slow.send(new byte[1]);
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500));
            }
            assertThat(slow.answer()).startsWith("HTTP/1.1 503").contains("storage_unavailable");
        }
    }

    @Test
    void a_body_that_comes_in_time_is_read_whole() {
        assertThat(http.put("/v1/forbidden-words", "{\"words\":[]}" + " ".repeat(500_000))
                        .status())
                .isEqualTo(200);
    }

    private static void drip(RawRequest request) {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                request.chunk(new byte[] {' '});
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            }
        } catch (IOException closed) {
            // As it should be.
        }
    }

    private RawRequest request(String line, String headers) throws IOException {
        return new RawRequest(root, line, "chorale_" + tenant, headers);
    }
}
