package dev.chorale.api.problem;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.api.jobs.ApiUnderTest;
import dev.chorale.api.jobs.Http;
import dev.chorale.api.jobs.JobRows;
import dev.chorale.api.jobs.RawRequest;
import dev.chorale.common.db.TestRows;
import dev.chorale.common.job.Ids;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that are refused for what stands before their body. */
@QuarkusTest
@TestProfile(ApiUnderTest.class)
@SuppressWarnings("NullAway.Init")
class HeadsTest {
    private static final String SPEECH = "/v1/audio/speech";
    private static final String CLOSE = "Connection: close\r\n";
    private static final String JSON = "Content-Type: application/json\r\n";

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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/jobs/%zz",
                "/v1/jobs/%",
                "/v1/jobs/a%2",
                "/v1/jobs?voice=%zz",
                "/v1/jobs/a|b%2",
                "/v1/audio/speech/%zz"
            })
    void a_url_that_is_none_is_malformed_and_not_repeated(String target) throws Exception {
        String answer = answer("GET " + target, CLOSE);

        assertThat(answer)
                .startsWith("HTTP/1.1 400")
                .contains("application/problem+json", "malformed_request")
                .doesNotContain("%zz", "%2");
    }

    @ParameterizedTest
    @CsvSource({"/v1/jobs/%ff, 404", "/v1/jobs/%C0%80, 404", "/v1/jobs?voice=%ff, 200"})
    void what_is_decoded_to_something_else_is_only_unknown(String target, int status) throws Exception {
        assertThat(answer("GET " + target, CLOSE)).startsWith("HTTP/1.1 " + status);
    }

    @Test
    void a_request_for_two_hosts_is_for_none() throws Exception {
        assertThat(answer("GET /v1/jobs", "Host: other\r\n" + CLOSE)).startsWith("HTTP/1.1 400");
    }

    @ParameterizedTest
    @CsvSource({"gzip, 415", "br, 415", "'identity, gzip', 415", "identity, 200", "Identity, 200"})
    void a_body_comes_as_it_is(String coding, int status) throws Exception {
        String headers = JSON + "Content-Encoding: " + coding + "\r\nContent-Length: 12\r\n" + CLOSE;
        try (RawRequest request = request("PUT /v1/forbidden-words", headers)) {
            request.send("{\"words\":[]}");
            assertThat(request.answer()).startsWith("HTTP/1.1 " + status);
        }
        assertThat(answer(
                        "POST /v1/voice-files",
                        "Content-Type: audio/wav\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n"))
                .startsWith("HTTP/1.1 415");
    }

    @Test
    void a_slash_behind_the_uploads_path_changes_nothing() {
        byte[] file = "no audio".getBytes(StandardCharsets.UTF_8);
        Http.Got bare = http.upload(BodyLimit.UPLOADS, file, "Content-Type", "audio/wav");
        Http.Got slashed = http.upload(BodyLimit.UPLOADS + "/", file, "Content-Type", "audio/wav");

        assertThat(slashed.status()).isEqualTo(bare.status()).isNotEqualTo(415);
        assertThat(slashed.code()).isEqualTo(bare.code());
    }

    @Test
    void the_description_of_the_api_says_how_a_key_is_shown() {
        String description =
                http.get("/q/openapi", "Accept", "application/json").body();

        assertThat(description).contains("\"bearer\"", "\"security\"", "\"/v1/synthesis-jobs\"", "\"Chorale\"");
    }

    @Test
    void the_head_of_a_jobs_events_is_told_at_once() throws Exception {
        assertThat(answer("HEAD " + path(rows.queued(tenant)) + "/events", CLOSE))
                .startsWith("HTTP/1.1 200")
                .contains("text/event-stream");
        assertThat(answer("HEAD /v1/jobs/job_0/events", CLOSE)).startsWith("HTTP/1.1 404");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/lexicon", "/v1/forbidden-words"})
    void a_body_without_a_type_is_refused_whatever_the_method(String path) throws Exception {
        try (RawRequest request = request("PUT " + path, "Content-Length: 2\r\n" + CLOSE)) {
            request.send("{}");
            assertThat(request.answer()).startsWith("HTTP/1.1 415").contains("unsupported_media_type");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"image/png", "text/html, image/*"})
    void audio_is_not_spoken_for_whoever_takes_none(String accept) {
        Http.Got spoken = http.upload(
                SPEECH, "{}".getBytes(StandardCharsets.UTF_8), "Content-Type", "application/json", "Accept", accept);
        Http.Got fetched = http.get(path(rows.succeeded(tenant)) + "/audio", "Accept", accept);

        assertThat(spoken.status()).isEqualTo(406);
        assertThat(spoken.code()).isEqualTo("not_acceptable");
        assertThat(spoken.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(spoken.json().path("error").path("code").asText()).isEqualTo("not_acceptable");
        assertThat(fetched.status()).isEqualTo(406);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"audio/mpeg", "audio/*", "application/octet-stream", "*/*", "image/png, */*;q=0.1", "*;q=.2"})
    void whoever_takes_audio_gets_to_the_request_itself(String accept) {
        Http.Got spoken = http.upload(
                SPEECH, "{}".getBytes(StandardCharsets.UTF_8), "Content-Type", "application/json", "Accept", accept);
        Http.Got fetched = http.get(path(rows.queued(tenant)) + "/audio", "Accept", accept);

        assertThat(spoken.status()).as(spoken.body()).isIn(422, 503);
        assertThat(spoken.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(fetched.code()).isEqualTo("job_not_finished");
        assertThat(fetched.header("Content-Type")).isEqualTo("application/problem+json");
    }

    /** Older SDKs of OpenAI's ask for JSON whatever they call. */
    @Test
    void whoever_asks_for_json_gets_speech() {
        byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
        Http.Got spoken = http.upload(SPEECH, body, "Content-Type", "application/json", "Accept", "application/json");
        assertThat(spoken.status()).as(spoken.body()).isIn(422, 503);
    }

    @Test
    void timings_are_json_or_webvtt() {
        String path = path(rows.queued(tenant)) + "/timings";

        assertThat(http.get(path, "Accept", "image/png").status()).isEqualTo(406);
        assertThat(http.get(path, "Accept", "text/vtt").status()).isEqualTo(409);
        assertThat(http.get(path, "Accept", "text/html, */*;q=0.8").status()).isEqualTo(409);
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "audio/", "/", "a/b;q=1, c"})
    void an_accept_that_cannot_be_read_is_malformed(String accept) {
        assertThat(http.get("/v1/jobs", "Accept", accept).code()).isEqualTo("malformed_request");
    }

    @Test
    void an_unknown_method_is_told_which_there_are() throws Exception {
        String job = path(rows.queued(tenant));

        assertThat(answer("PUT " + job, "Content-Length: 0\r\n" + CLOSE))
                .startsWith("HTTP/1.1 405")
                .contains("method_not_allowed")
                .contains("Allow: DELETE, GET, HEAD, OPTIONS\r\n");
        assertThat(answer("GET " + SPEECH, CLOSE)).startsWith("HTTP/1.1 405").contains("Allow: OPTIONS, POST\r\n");
        assertThat(answer("DELETE /v1/lexicon/", CLOSE)).doesNotStartWith("HTTP/1.1 405");
    }

    @Test
    void a_body_that_is_told_to_be_too_long_is_refused_as_openais_clients_read_it() throws Exception {
        assertThat(answer("POST " + SPEECH, JSON + "Content-Length: 1048577\r\n"))
                .startsWith("HTTP/1.1 413")
                .contains("\"error\":{\"message\":", "body_too_large");
    }

    @Test
    void a_length_beyond_any_is_a_length_that_is_too_long() throws Exception {
        assertThat(answer("POST /v1/jobs", JSON + "Content-Length: 9223372036854775807\r\n"))
                .startsWith("HTTP/1.1 413");
        assertThat(answer("POST /v1/voice-files", "Content-Type: audio/wav\r\nContent-Length: 3000000000\r\n"))
                .startsWith("HTTP/1.1 413")
                .contains("body_too_large");
    }

    @Test
    void a_body_without_a_length_is_told_that_it_is_too_long() throws Exception {
        for (int mebibytes : new int[] {1, 2, 3}) {
            try (RawRequest request = request("POST " + SPEECH, JSON + "Transfer-Encoding: chunked\r\n" + CLOSE)) {
                for (int i = 0; i < mebibytes; i++) {
                    request.chunk(new byte[1 << 20]);
                }
                request.chunk(new byte[1]);
                request.send("0\r\n\r\n");
                assertThat(request.answer())
                        .startsWith("HTTP/1.1 413")
                        .contains("application/problem+json", "body_too_large", "\"error\"");
            }
        }
    }

    @Test
    void a_body_is_read_over_http_2_too() throws Exception {
        HttpRequest put = HttpRequest.newBuilder(root.resolve("/v1/forbidden-words"))
                .header("Authorization", "Bearer chorale_" + tenant)
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString("{\"words\":[]}" + " ".repeat(500_000)))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            client.send(put, HttpResponse.BodyHandlers.ofString());
            HttpResponse<String> second = client.send(put, HttpResponse.BodyHandlers.ofString());

            assertThat(second.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(second.statusCode()).as(second.body()).isEqualTo(200);
        }
    }

    private String answer(String line, String headers) throws Exception {
        try (RawRequest request = request(line, headers)) {
            return request.answer();
        }
    }

    private RawRequest request(String line, String headers) throws Exception {
        return new RawRequest(root, line, "chorale_" + tenant, headers);
    }

    private static String path(UUID job) {
        return "/v1/jobs/" + Ids.write("job", job);
    }
}
