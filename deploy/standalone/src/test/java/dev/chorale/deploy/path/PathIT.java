package dev.chorale.deploy.path;

import static dev.chorale.deploy.path.Client.json;
import static dev.chorale.deploy.path.Client.line;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.standardwebhooks.Webhook;
import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The whole path through real processes: two APIs, two workers, Kafka, PostgreSQL, S3, espeak-ng, ffmpeg. Sweeper and
 * polling are off, so that each run is brought by its one message. Where a Docker engine answers, Kafka, PostgreSQL and
 * MinIO are containers.
 */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class PathIT {
    @TempDir
    private static Path temp;

    private static Stack stack;
    private static Client api;
    private static Client otherApi;

    @BeforeAll
    static void start() throws Exception {
        List<String> settings = new ArrayList<>(Containers.settings());
        settings.add("chorale.api.webhook.allow-private=true");
        settings.add("chorale.api.sweeper.enabled=false");
        settings.add("chorale.worker.poll.enabled=false");
        stack = Stack.up(temp.resolve("data"), 2, 2, settings.toArray(String[]::new));
        api = stack.api(1);
        otherApi = stack.api(2);
    }

    @AfterAll
    static void stop() throws Exception {
        stack.close();
    }

    @Test
    void a_text_becomes_audio_with_the_hash_that_the_job_names() throws Exception {
        JsonNode job = api.speak(line("A text becomes audio."));
        assertThat(job.path("state").asText()).isEqualTo("succeeded");
        assertThat(job.path("cache").asText()).isEqualTo("miss");
        assertThat(job.path("attempts").asInt()).isOne();
        byte[] audio = api.audio(job);
        assertThat(sha256(audio)).isEqualTo(job.path("audio").path("sha256").asText());
        assertThat(audio).hasSize(job.path("audio").path("bytes").asInt());
        assertThat(job.path("audio").path("duration_ms").asInt()).isBetween(800, 3000);
    }

    @Test
    void the_webhook_is_verified_by_the_reference_library() throws Exception {
        BlockingQueue<Map.Entry<String, Map<String, List<String>>>> received = new ArrayBlockingQueue<>(10);
        HttpServer receiver = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        receiver.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            received.add(Map.entry(body, Map.copyOf(exchange.getRequestHeaders())));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        receiver.start();
        try {
            String url = "http://127.0.0.1:" + receiver.getAddress().getPort() + "/hook";
            JsonNode job = api.speak(line("Tell me when it is done.").put("webhook_url", url));
            var delivery = received.poll(20, TimeUnit.SECONDS);
            assertThat(delivery).isNotNull();
            String secret = json(api.get("/v1/webhook-secret")).path("secret").asText();
            Map<String, List<String>> headers = new HashMap<>();
            delivery.getValue().forEach((name, values) -> headers.put(name.toLowerCase(java.util.Locale.ROOT), values));
            new Webhook(secret).verify(delivery.getKey(), HttpHeaders.of(headers, (name, value) -> true));
            JsonNode body = Client.JSON.readTree(delivery.getKey());
            assertThat(body.path("type").asText()).isEqualTo("job.succeeded");
            assertThat(body.path("data").path("job_id")).isEqualTo(job.path("id"));
        } finally {
            receiver.stop(0);
        }
    }

    @Test
    void the_same_request_again_is_a_hit_without_engine_or_message() {
        ObjectNode request = line("Said twice, spoken once.").put("speed", 1);
        JsonNode first = api.speak(request);
        double calls = stack.engineCalls();
        double messages = messages();
        HttpResponse<byte[]> again = otherApi.post("/v1/synthesis-jobs", request.put("speed", 1.0));
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(json(again).path("cache").asText()).isEqualTo("hit");
        assertThat(otherApi.audio(json(again))).isEqualTo(api.audio(first));
        assertThat(stack.engineCalls()).isEqualTo(calls);
        assertThat(messages()).isEqualTo(messages);
    }

    @Test
    void each_of_a_hundred_misses_is_one_message_and_one_claim_from_kafka() {
        double messages = messages();
        double claims = stack.claims("kafka");
        List<String> jobs = IntStream.range(0, 100)
                .mapToObj(n -> json(api.post("/v1/synthesis-jobs", line("Message number " + n + ".")))
                        .path("id")
                        .asText())
                .toList();
        for (String job : jobs) {
            assertThat(api.finished(job, Duration.ofSeconds(60)).path("state").asText())
                    .isEqualTo("succeeded");
        }
        assertThat(messages() - messages).isEqualTo(100);
        assertThat(stack.claims("kafka") - claims).isEqualTo(100);
        assertThat(stack.claims("poll")).isZero();
    }

    @Test
    void two_hundred_equal_requests_at_once_through_two_apis_are_one_engine_call() {
        double calls = stack.engineCalls();
        List<CompletableFuture<HttpResponse<byte[]>>> sent = IntStream.range(0, 200)
                .mapToObj(n -> (n % 2 == 0 ? api : otherApi)
                        .postLater("/v1/synthesis-jobs", line("Everybody wants to hear this."), "Prefer", "wait=20"))
                .toList();
        List<JsonNode> jobs = sent.stream().map(s -> json(s.join())).toList();
        assertThat(jobs).extracting(j -> j.path("state").asText()).containsOnly("succeeded");
        assertThat(jobs.stream().map(j -> j.path("id").asText()).distinct()).hasSize(200);
        assertThat(jobs.stream()
                        .map(j -> j.path("audio").path("sha256").asText())
                        .distinct())
                .hasSize(1);
        assertThat(stack.engineCalls() - calls).isEqualTo(1);
    }

    @Test
    void a_hundred_requests_at_once_with_one_idempotency_key_are_one_job() {
        List<CompletableFuture<HttpResponse<byte[]>>> sent = IntStream.range(0, 100)
                .mapToObj(n -> (n % 2 == 0 ? api : otherApi)
                        .postLater("/v1/synthesis-jobs", line("Only once, please."), "Idempotency-Key", "once"))
                .toList();
        Set<String> ids =
                sent.stream().map(s -> json(s.join()).path("id").asText()).collect(Collectors.toSet());
        assertThat(ids).hasSize(1);
        HttpResponse<byte[]> other = api.post("/v1/synthesis-jobs", line("Another text."), "Idempotency-Key", "once");
        assertThat(other.statusCode()).isEqualTo(422);
        assertThat(json(other).path("code").asText()).isEqualTo("idempotency_key_reused");
    }

    @ParameterizedTest
    @CsvSource({"wav,24000", "wav,8000", "mp3,24000", "mp3,44100", "opus,48000", "aac,24000", "flac,48000", "pcm,16000"
    })
    void every_format_has_the_rate_and_the_length_that_the_job_names(String format, int rate) throws Exception {
        JsonNode job = api.speak(
                line("Every format has the right rate.").put("format", format).put("sample_rate", rate));
        Path file = Files.write(temp.resolve("probe." + format), api.audio(job));
        double seconds = job.path("audio").path("duration_ms").asDouble() / 1000;
        assertThat(probe(file, format, rate, "duration")).isCloseTo(seconds, within(seconds * 0.05 + 0.05));
        assertThat(probe(file, format, rate, "sample_rate")).isEqualTo(rate);
    }

    @ParameterizedTest
    @MethodSource("dev.chorale.deploy.path.BadRequests#all")
    void a_bad_request_gets_its_code_and_enqueues_nothing(List<Object> expected) throws Exception {
        long before = stack.count("job");
        HttpResponse<byte[]> answer = api.post("/v1/synthesis-jobs", expected.get(2));
        assertThat(answer.statusCode()).isEqualTo(expected.get(0));
        assertThat(json(answer).path("code").asText()).isEqualTo(expected.get(1));
        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValueSatisfying(t -> assertThat(t).startsWith("application/problem+json"));
        assertThat(stack.count("job")).isEqualTo(before);
    }

    @Test
    void double_brackets_are_spoken_as_text() {
        JsonNode plain = api.speak(line("The code is h e l l o w o r l d."));
        JsonNode marked = api.speak(line("The code is \\[\\[h e l l o w o r l d\\]\\]."));
        double ratio = marked.path("audio").path("duration_ms").asDouble()
                / plain.path("audio").path("duration_ms").asDouble();
        assertThat(ratio).isBetween(0.75, 1.5);
    }

    @Test
    void another_tenants_job_is_not_found_and_its_audio_is_no_hit() {
        JsonNode mine = api.speak(line("This is mine alone."));
        Client stranger = api.withKey(keyOfNewTenant("stranger"));
        for (String path : List.of("", "/audio")) {
            assertThat(stranger.get("/v1/jobs/" + mine.path("id").asText() + path)
                            .statusCode())
                    .isEqualTo(404);
        }
        assertThat(stranger.delete("/v1/jobs/" + mine.path("id").asText()).statusCode())
                .isEqualTo(404);
        assertThat(stranger.speak(line("This is mine alone.")).path("cache").asText())
                .isEqualTo("miss");
        assertThat(stranger.get("/v1/admin/jobs").statusCode()).isEqualTo(403);
    }

    @Test
    void a_deleted_job_is_gone_with_its_audio_and_its_cache_entry() throws Exception {
        JsonNode job = api.speak(line("Forget what I said."));
        String path = "/v1/jobs/" + job.path("id").asText();
        assertThat(api.delete(path).statusCode()).isEqualTo(204);
        assertThat(api.get(path + "/audio").statusCode()).isEqualTo(410);
        assertThat(api.get(path).statusCode()).isEqualTo(410);
        assertThat(stack.count("artefact WHERE sha256 = '"
                        + job.path("audio").path("sha256").asText() + "'"))
                .isZero();
        assertThat(api.speak(line("Forget what I said.")).path("cache").asText())
                .isEqualTo("miss");
    }

    @Test
    void audio_is_served_in_ranges_and_not_again_to_who_has_it() {
        JsonNode job = api.speak(line("A range of bytes."));
        String path = job.path("links").path("audio").asText();
        byte[] whole = api.audio(job);
        HttpResponse<byte[]> part = api.get(path, "Range", "bytes=10-19");
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body()).isEqualTo(java.util.Arrays.copyOfRange(whole, 10, 20));
        assertThat(api.get(path, "Range", "bytes=99999999-").statusCode()).isEqualTo(416);
        String etag = '"' + job.path("audio").path("sha256").asText() + '"';
        assertThat(api.get(path, "If-None-Match", etag).statusCode()).isEqualTo(304);
    }

    @Test
    void the_openai_route_speaks_and_a_hit_writes_no_job() throws Exception {
        ObjectNode request = Client.JSON
                .createObjectNode()
                .put("model", "tts-1")
                .put("voice", "alloy")
                .put("input", "Hello from another client.");
        HttpResponse<byte[]> miss = api.post("/v1/audio/speech", request);
        assertThat(miss.headers().firstValue("X-Cache")).contains("miss");
        assertThat(miss.headers().firstValue("Content-Type")).contains("audio/mpeg");
        long jobs = stack.count("job");
        for (Client client : List.of(api, otherApi, api, otherApi)) {
            HttpResponse<byte[]> hit = client.post("/v1/audio/speech", request);
            assertThat(hit.headers().firstValue("X-Cache")).contains("hit");
            assertThat(hit.body()).isEqualTo(miss.body());
        }
        assertThat(stack.count("job")).isEqualTo(jobs);
        HttpResponse<byte[]> bad = api.post("/v1/audio/speech", request.put("model", "nothing"));
        assertThat(json(bad).path("error").path("code").asText()).isEqualTo("unknown_model");
    }

    private static String keyOfNewTenant(String name) {
        api.post("/v1/admin/tenants", Client.JSON.createObjectNode().put("name", name));
        ObjectNode wish = Client.JSON.createObjectNode().put("tenant", name).put("role", "user");
        return json(api.post("/v1/admin/keys", wish)).path("key").asText();
    }

    private static double messages() {
        return api.counter("chorale_messages_sent_total") + otherApi.counter("chorale_messages_sent_total");
    }

    private static org.assertj.core.data.Offset<Double> within(double offset) {
        return org.assertj.core.data.Offset.offset(offset);
    }

    private static double probe(Path file, String format, int rate, String what) throws Exception {
        List<String> command = new ArrayList<>(List.of("ffprobe", "-v", "error"));
        if (format.equals("pcm")) {
            command.addAll(List.of("-f", "s16le", "-sample_rate", Integer.toString(rate)));
        }
        command.addAll(List.of("-show_entries", "stream=" + what, "-of", "csv=p=0", file.toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(process.waitFor()).as(said).isZero();
        return Double.parseDouble(said.lines().findFirst().orElseThrow().replace(",", ""));
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
