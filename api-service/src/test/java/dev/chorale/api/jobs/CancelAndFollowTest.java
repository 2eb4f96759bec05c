package dev.chorale.api.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.common.db.TestRows;
import dev.chorale.common.job.Ids;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(ApiUnderTest.class)
@SuppressWarnings("NullAway.Init")
class CancelAndFollowTest {
    @TestHTTPResource
    URI root;

    @Inject
    Jdbi db;

    private JobRows rows;
    private UUID tenant;
    private Http http;

    @BeforeEach
    void start() {
        rows = new JobRows(db);
        tenant = new TestRows(db).tenant();
        http = rows.callerOf(root, tenant);
    }

    @Test
    void a_cancelled_job_is_told_as_cancelled_and_stays_so() {
        String path = path(rows.running(tenant));

        Http.Got got = http.post(path + "/cancel", "");

        assertThat(got.status()).isEqualTo(200);
        assertThat(got.json().path("state").asText()).isEqualTo("cancelled");
        assertThat(got.json().path("links").has("cancel")).isFalse();
        assertThat(http.post(path + "/cancel", "").json().path("state").asText())
                .isEqualTo("cancelled");
    }

    @Test
    void a_cancel_needs_neither_a_body_nor_a_length_nor_a_type() throws Exception {
        UUID job = rows.running(tenant);
        try (Socket socket = new Socket(root.getHost(), root.getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write(("POST " + path(job) + "/cancel HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                                    + "Authorization: Bearer chorale_" + tenant + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 200").contains("\"cancelled\"");
        }
    }

    @Test
    void a_job_that_has_succeeded_is_not_cancelled_any_more() {
        String path = path(rows.succeeded(tenant));

        Http.Got got = http.post(path + "/cancel", "");

        assertThat(got.status()).isEqualTo(200);
        assertThat(got.json().path("state").asText()).isEqualTo("succeeded");
    }

    @Test
    void another_tenants_job_can_neither_be_cancelled_nor_followed() {
        UUID job = rows.running(new TestRows(db).tenant());

        assertThat(http.post(path(job) + "/cancel", "").status()).isEqualTo(404);
        assertThat(http.get(path(job) + "/events").status()).isEqualTo(404);
        assertThat(http.get("/v1/jobs/job_nonsense/events").status()).isEqualTo(404);
    }

    @Test
    void the_story_of_a_job_is_told_in_order_and_ends_with_its_end() {
        Http.Got got = http.get(path(rows.succeeded(tenant)) + "/events");

        assertThat(got.status()).isEqualTo(200);
        assertThat(got.header("Content-Type")).startsWith("text/event-stream");
        assertThat(lines(got, "event:")).containsExactly("job.queued", "job.running", "job.succeeded");
        List<String> ids = lines(got, "id:");
        assertThat(ids)
                .doesNotHaveDuplicates()
                .isSortedAccordingTo((a, b) -> Integer.parseInt(a) - Integer.parseInt(b));
        assertThat(lines(got, "data:").getLast())
                .contains("\"state\":\"succeeded\"")
                .doesNotContain("Hello");
    }

    @Test
    void whoever_comes_back_gets_what_came_after_the_last_id_and_204_after_the_end() {
        String path = path(rows.failed(tenant)) + "/events";
        List<String> ids = lines(http.get(path), "id:");

        assertThat(lines(http.get(path, "Last-Event-ID", ids.get(1)), "event:")).containsExactly("job.failed");
        assertThat(http.get(path, "Last-Event-ID", ids.getLast()).status()).isEqualTo(204);
        assertThat(http.get(path, "Last-Event-ID", "x'; --").status()).isEqualTo(400);
    }

    @Test
    void an_id_that_no_event_of_the_job_had_yet_is_refused() {
        String ended = path(rows.failed(tenant)) + "/events";
        String running = path(rows.running(tenant)) + "/events";

        assertThat(http.get(ended, "Last-Event-ID", "999").status()).isEqualTo(400);
        assertThat(http.get(running, "Last-Event-ID", "999").code()).isEqualTo("malformed_request");
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "text/plain", "application/xml"})
    void a_cancel_with_a_body_that_is_no_json_is_refused(String type) {
        String path = path(rows.running(tenant));

        assertThat(http.upload(path + "/cancel", new byte[] {'{', '}'}, "Content-Type", type)
                        .status())
                .isEqualTo(415);
        assertThat(http.upload(path + "/cancel", new byte[0], "Content-Type", type)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void a_stream_that_is_open_hears_of_the_cancel_and_ends() throws InterruptedException {
        String path = path(rows.running(tenant));
        Thread canceller = Thread.ofVirtual().start(() -> {
            java.util.concurrent.locks.LockSupport.parkNanos(700_000_000L);
            http.post(path + "/cancel", "");
        });

        Http.Got got = http.get(path + "/events");

        canceller.join();
        assertThat(lines(got, "event:")).containsExactly("job.queued", "job.running", "job.cancelled");
    }

    private static List<String> lines(Http.Got got, String field) {
        return got.body()
                .lines()
                .filter(line -> line.startsWith(field))
                .map(line -> line.substring(field.length()).strip())
                .toList();
    }

    private static String path(UUID job) {
        return "/v1/jobs/" + Ids.write("job", job);
    }
}
