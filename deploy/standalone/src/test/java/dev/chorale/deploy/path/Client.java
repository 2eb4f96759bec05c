package dev.chorale.deploy.path;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A caller of one API process. */
final class Client {
    static final JsonMapper JSON = new JsonMapper();

    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final String url;
    private final String key;

    Client(String url, String key) {
        this.url = url;
        this.key = key;
    }

    Client withKey(String other) {
        return new Client(url, other);
    }

    /** A line in the default voice. */
    static ObjectNode line(String text) {
        return JSON.createObjectNode().put("input", text).put("voice", "espeak/en-us");
    }

    HttpResponse<byte[]> post(String path, Object body, String... headers) {
        return CompletableFuture.supplyAsync(() -> send(postRequest(path, body, headers))).join();
    }

    CompletableFuture<HttpResponse<byte[]>> postLater(String path, Object body, String... headers) {
        return HTTP.sendAsync(postRequest(path, body, headers), BodyHandlers.ofByteArray());
    }

    HttpResponse<byte[]> get(String path, String... headers) {
        return send(request(path, headers).GET().build());
    }

    HttpResponse<byte[]> delete(String path) {
        return send(request(path).DELETE().build());
    }

    /** Submits and waits for the end, at most a minute. */
    JsonNode speak(ObjectNode line) {
        return finished(json(post("/v1/synthesis-jobs", line)).path("id").asText(), Duration.ofSeconds(60));
    }

    JsonNode finished(String job, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        JsonNode found = json(get("/v1/jobs/" + job));
        while (!found.has("finished_at") && System.nanoTime() < end) {
            found = json(get("/v1/jobs/" + job, "Prefer", "wait=5"));
        }
        return found;
    }

    byte[] audio(JsonNode job) {
        return get(job.path("links").path("audio").asText()).body();
    }

    /** The sum of a counter's lines that hold all of these label pairs. */
    double counter(String name, String... labels) {
        String text = new String(get("/q/metrics").body(), StandardCharsets.UTF_8);
        return text.lines()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .filter(line -> List.of(labels).stream().allMatch(line::contains))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    static JsonNode json(HttpResponse<byte[]> answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpRequest postRequest(String path, Object body, String... headers) {
        byte[] bytes = body instanceof byte[] raw ? raw : body.toString().getBytes(StandardCharsets.UTF_8);
        HttpRequest.Builder request = request(path, headers).POST(BodyPublishers.ofByteArray(bytes));
        if (List.of(headers).stream().noneMatch(h -> h.equals("Content-Type"))) {
            request.header("Content-Type", "application/json");
        }
        return request.build();
    }

    private HttpRequest.Builder request(String path, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url + path)).timeout(LIMIT).header("Authorization", "Bearer " + key);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return request;
    }

    private static HttpResponse<byte[]> send(HttpRequest request) {
        try {
            return HTTP.send(request, BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
