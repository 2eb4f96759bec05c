package dev.chorale.deploy.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SimulatorTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Sound LINE = Sound.of("sim", "A line.", "a");
    private static final byte[] PCM = SimulatedVoice.pcm(LINE);

    private final AtomicInteger kills = new AtomicInteger();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private Simulator simulator;

    @BeforeEach
    void start() throws IOException {
        simulator = Simulator.start(new Simulator.Options(0, 1, 1, List.of("a", "b")), kills::incrementAndGet);
    }

    @AfterEach
    void stop() throws IOException {
        simulator.close();
        http.shutdownNow();
    }

    @Test
    void speech_is_what_a_client_computes() throws Exception {
        assertThat(speak("\"response_format\":\"pcm\"").body()).isEqualTo(PCM);
        assertThat(speak("\"response_format\":\"wav\"").body())
                .hasSize(44 + PCM.length)
                .endsWith(PCM);
        assertThat(new String(speak("\"stream_format\":\"sse\"").body())).contains("speech.audio.done");
    }

    @Test
    void what_it_does_not_know_is_refused() throws Exception {
        assertThat(speak("\"response_format\":\"mp3\"").statusCode()).isEqualTo(400);
        assertThat(post("/v1/audio/speech", "{\"input\":\"x\",\"voice\":\"c\"}").statusCode())
                .isEqualTo(400);
        assertThat(post("/v1/audio/speech", "[").statusCode()).isEqualTo(400);
        assertThat(post("/control", "{\"no_such_thing\":1}").statusCode()).isEqualTo(400);
        assertThat(post("/control", "{\"rates\":{\"error\":2}}").statusCode()).isEqualTo(400);
        assertThat(get("/nothing").statusCode()).isEqualTo(404);
    }

    @Test
    void voices_and_models_are_listed() throws Exception {
        assertThat(json(get("/v1/audio/voices")).path("voices")).hasSize(2);
        assertThat(json(get("/v1/models")).path("data").path(0).path("id").asText())
                .isEqualTo("sim");
    }

    @Test
    void an_ordered_mishap_befalls_one_call() throws Exception {
        order("error");
        assertThat(speak("").statusCode()).isEqualTo(500);
        assertThat(speak("").statusCode()).isEqualTo(200);
    }

    @Test
    void a_busy_engine_says_when_to_come_back() throws Exception {
        order("busy");
        HttpResponse<byte[]> answer = speak("");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).contains("1");
    }

    @Test
    void a_reset_is_no_answer() throws Exception {
        order("reset");
        assertThatThrownBy(() -> speak("")).isInstanceOf(IOException.class);
    }

    @Test
    void an_engine_that_hangs_sends_headers_and_no_audio() throws Exception {
        order("hang");
        HttpResponse<InputStream> answer = http.send(
                request("/v1/audio/speech")
                        .POST(BodyPublishers.ofString(line("")))
                        .build(),
                BodyHandlers.ofInputStream());
        assertThat(answer.statusCode()).isEqualTo(200);
        CompletableFuture<Integer> first = CompletableFuture.supplyAsync(() -> read(answer.body()));
        assertThatThrownBy(() -> first.get(300, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        answer.body().close();
    }

    @Test
    void silence_has_the_length_of_the_speech() throws Exception {
        order("silence");
        assertThat(speak("\"response_format\":\"pcm\"").body()).isEqualTo(new byte[PCM.length]);
    }

    @Test
    void a_truncated_answer_breaks_its_promise() throws Exception {
        order("truncation");
        assertThatThrownBy(() -> speak("")).isInstanceOf(IOException.class);
    }

    @Test
    void half_of_the_speech_looks_like_the_whole() throws Exception {
        order("half");
        assertThat(speak("\"response_format\":\"pcm\"").body()).isEqualTo(Arrays.copyOf(PCM, PCM.length / 4 * 2));
    }

    @Test
    void the_wrong_voice_says_the_same_for_as_long() throws Exception {
        order("wrong_voice");
        byte[] other = speak("\"response_format\":\"pcm\"").body();
        assertThat(other).hasSameSizeAs(PCM).isNotEqualTo(PCM);
    }

    @Test
    void a_crash_resets_all_calls_and_takes_its_time_to_come_back() throws Exception {
        assertThat(post("/control", "{\"delay_ms\":20000,\"restart_ms\":700}").statusCode())
                .isEqualTo(200);
        CompletableFuture<?> inFlight = http.sendAsync(
                request("/v1/audio/speech")
                        .POST(BodyPublishers.ofString(line("")))
                        .build(),
                BodyHandlers.discarding());
        awaitMetric("simulator_calls_in_flight 1");
        assertThat(post("/control", "{\"delay_ms\":0,\"next\":[\"crash\"]}").statusCode())
                .isEqualTo(200);

        assertThatThrownBy(() -> speak("")).isInstanceOf(IOException.class);
        assertThatThrownBy(inFlight::join).isInstanceOf(CompletionException.class);
        assertThatThrownBy(() -> speak("")).isInstanceOf(IOException.class);
        assertThat(metrics()).contains("simulator_up 0");
        awaitMetric("simulator_up 1");
        assertThat(speak("").statusCode()).isEqualTo(200);
    }

    @Test
    void a_poisonous_text_kills_the_process_each_time() throws Exception {
        assertThat(post("/control", "{\"patterns\":{\"A line\":\"kill\"}}").statusCode())
                .isEqualTo(200);
        CompletableFuture<?> first = http.sendAsync(
                request("/v1/audio/speech")
                        .POST(BodyPublishers.ofString(line("")))
                        .build(),
                BodyHandlers.discarding());
        awaitMetric("outcome=\"kill\"} 1");
        first.cancel(true);
        assertThat(kills).hasValue(1);
    }

    @Test
    void too_many_calls_at_once_crash_it() throws Exception {
        assertThat(post("/control", "{\"delay_ms\":20000,\"death_at_concurrency\":3,\"restart_ms\":60000}")
                        .statusCode())
                .isEqualTo(200);
        var calls = IntStream.range(0, 3)
                .mapToObj(n -> http.sendAsync(
                        request("/v1/audio/speech")
                                .POST(BodyPublishers.ofString(line("")))
                                .build(),
                        BodyHandlers.discarding()))
                .toList();
        calls.forEach(call -> assertThatThrownBy(call::join).isInstanceOf(CompletionException.class));
        assertThat(metrics()).contains("simulator_up 0", "outcome=\"crash\"} 1");
    }

    @Test
    void chance_is_the_same_for_the_same_seed() throws Exception {
        assertThat(outcomes()).isEqualTo(outcomes()).contains(500).contains(200);
    }

    @Test
    void the_journal_tells_each_call_once() throws Exception {
        order("error");
        assertThat(speak("").statusCode()).isEqualTo(500);
        assertThat(speak("").statusCode()).isEqualTo(200);
        awaitMetric("outcome=\"spoken\"} 1");

        JsonNode calls = json(get("/journal")).path("calls");
        assertThat(calls.findValuesAsText("outcome")).containsExactly("error", "spoken");
        assertThat(calls.findValuesAsText("sha256")).containsOnly(LINE.sha256());
        assertThat(json(get("/journal?after=1")).path("calls")).hasSize(1);
    }

    private static int read(InputStream body) {
        try {
            return body.read();
        } catch (IOException closed) {
            return -1;
        }
    }

    private List<Integer> outcomes() throws Exception {
        try (Simulator fresh = Simulator.start(new Simulator.Options(0, 42, 1, List.of("a")))) {
            fresh.behave(new Behaviour(0, 0, Map.of(Mishap.ERROR, 0.5), Map.of(), 0, 0, false));
            Integer[] statuses = new Integer[20];
            for (int n = 0; n < statuses.length; n++) {
                statuses[n] = http.send(
                                HttpRequest.newBuilder(
                                                URI.create("http://127.0.0.1:" + fresh.port() + "/v1/audio/speech"))
                                        .POST(BodyPublishers.ofString(line("")))
                                        .build(),
                                BodyHandlers.ofByteArray())
                        .statusCode();
            }
            return Arrays.asList(statuses);
        }
    }

    private void order(String mishap) throws Exception {
        assertThat(post("/control", "{\"next\":[\"" + mishap + "\"]}").statusCode())
                .isEqualTo(200);
    }

    private HttpResponse<byte[]> speak(String more) throws IOException, InterruptedException {
        return post("/v1/audio/speech", line(more));
    }

    private static String line(String more) {
        return "{\"model\":\"sim\",\"input\":\"A line.\",\"voice\":\"a\"" + (more.isEmpty() ? "" : "," + more) + "}";
    }

    private HttpResponse<byte[]> post(String path, String body) throws IOException, InterruptedException {
        return http.send(
                request(path)
                        .timeout(Duration.ofSeconds(10))
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofByteArray());
    }

    private HttpResponse<byte[]> get(String path) throws IOException, InterruptedException {
        return http.send(request(path).build(), BodyHandlers.ofByteArray());
    }

    private String metrics() throws IOException, InterruptedException {
        return new String(get("/metrics").body());
    }

    private void awaitMetric(String line) throws Exception {
        long until = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!metrics().contains(line)) {
            assertThat(System.nanoTime()).as(line).isLessThan(until);
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + simulator.port() + path));
    }

    private static JsonNode json(HttpResponse<byte[]> answer) throws IOException {
        return JSON.readTree(answer.body());
    }
}
