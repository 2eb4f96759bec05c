package dev.chorale.deploy.soak;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Calls over HTTP/1.1, each with a limit. An API that is away is an {@link IOException} here, as for any caller. */
final class Caller {
    static final JsonMapper JSON = new JsonMapper();

    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final Duration LIMIT = Duration.ofSeconds(15);
    /** Longer than an API is silent for. */
    private static final Duration LISTENED = Duration.ofSeconds(30);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .build();
    private final List<String> apis;
    private final String key;

    /** @param apis their addresses; calls say by number which one they mean */
    Caller(List<String> apis, String key) {
        this.apis = List.copyOf(apis);
        this.key = key;
    }

    /** An answer, whatever its status. */
    record Answer(int status, byte[] body, HttpHeaders headers) {
        String header(String name) {
            return headers.firstValue(name).orElse("");
        }

        /** What a polite caller waits before it asks again. */
        Optional<Duration> retryAfter() {
            return headers.firstValue("Retry-After").map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)));
        }

        /** The body as JSON; missing if it is none. */
        JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (IOException notJson) {
                return MissingNode.getInstance();
            }
        }

        boolean isGood() {
            return status < 300;
        }
    }

    Answer submit(int api, ObjectNode body, String idempotencyKey) throws IOException, InterruptedException {
        return send(create(api, "/v1/synthesis-jobs", body, idempotencyKey));
    }

    /**
     * Audio on the route of OpenAI's clients.
     *
     * @param idempotencyKey empty: the caller sends none
     */
    Answer speak(int api, ObjectNode body, String idempotencyKey) throws IOException, InterruptedException {
        return send(create(api, "/v1/audio/speech", body, idempotencyKey));
    }

    private HttpRequest.Builder create(int api, String path, ObjectNode body, String idempotencyKey) {
        HttpRequest.Builder request = request(api, path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.toString()));
        return idempotencyKey.isEmpty() ? request : request.header("Idempotency-Key", idempotencyKey);
    }

    Answer post(int api, String path) throws IOException, InterruptedException {
        return send(request(api, path).POST(BodyPublishers.noBody()));
    }

    Answer get(int api, String path) throws IOException, InterruptedException {
        return send(request(api, path).GET());
    }

    /**
     * Listens to a job's events for as long as they come, and for half a minute at most: a connection may be dead.
     *
     * @param story what is known already, and what is told is added to
     */
    void follow(int api, String job, Story story) throws IOException, InterruptedException {
        story.begin();
        HttpRequest.Builder request =
                request(api, "/v1/jobs/" + job + "/events").header("Accept", "text/event-stream");
        if (!story.lastId().isEmpty()) {
            request.header("Last-Event-ID", story.lastId());
        }
        CompletableFuture<HttpResponse<Void>> stream =
                http.sendAsync(request.build(), BodyHandlers.fromLineSubscriber(new Listener(story)));
        try {
            int status = stream.get(LISTENED.toSeconds(), TimeUnit.SECONDS).statusCode();
            if (status != 200) {
                throw new IOException("HTTP " + status);
            }
        } catch (ExecutionException | TimeoutException brokeOff) {
            throw new IOException("the stream broke off", brokeOff);
        } finally {
            stream.cancel(true);
        }
    }

    /** Hands lines on as they come. */
    private record Listener(Story story) implements Flow.Subscriber<String> {
        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(String line) {
            story.line(line);
        }

        @Override
        public void onError(Throwable brokeOff) {
            // The call itself fails of it.
        }

        @Override
        public void onComplete() {
            // What was told is in the story.
        }
    }

    /** What a redirect leads to; any other answer stays what it is. */
    Answer redirected(Answer answer) throws IOException, InterruptedException {
        String location = answer.header("Location");
        return answer.status() == 302
                ? send(HttpRequest.newBuilder(URI.create(location)).timeout(LIMIT))
                : answer;
    }

    /** Whether this path's content still has that entity tag. */
    Answer getUnless(int api, String path, String tag) throws IOException, InterruptedException {
        return send(request(api, path).header("If-None-Match", '"' + tag + '"').GET());
    }

    /** The sum of a counter's lines that hold {@code label}; 0 if nobody answers at {@code url}. */
    double counter(String url, String name, String label) throws InterruptedException {
        try {
            Answer answer = send(HttpRequest.newBuilder(URI.create(url)).timeout(LIMIT));
            return new String(answer.body(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                    .filter(line -> line.contains(label))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                    .sum();
        } catch (IOException away) {
            return 0;
        }
    }

    /** Tells the simulator how to behave. */
    void control(String url, String json) throws IOException, InterruptedException {
        Answer answer = send(HttpRequest.newBuilder(URI.create(url + "/control"))
                .timeout(LIMIT)
                .POST(BodyPublishers.ofString(json)));
        if (answer.status() != 200) {
            throw new IllegalArgumentException(new String(answer.body(), StandardCharsets.UTF_8));
        }
    }

    /** How many calls the simulator answered for each sound, by digest. */
    JsonNode journal(String url) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(url + "/journal")).timeout(LIMIT))
                .json()
                .path("calls");
    }

    int apis() {
        return apis.size();
    }

    private HttpRequest.Builder request(int api, String path) {
        return HttpRequest.newBuilder(URI.create(apis.get(Math.floorMod(api, apis.size())) + path))
                .header("Authorization", "Bearer " + key)
                .timeout(LIMIT);
    }

    private Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = http.send(request.build(), BodyHandlers.ofByteArray());
        return new Answer(response.statusCode(), response.body(), response.headers());
    }
}
