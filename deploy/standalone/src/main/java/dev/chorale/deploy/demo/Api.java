package dev.chorale.deploy.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.chorale.deploy.launch.Failure;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.StringJoiner;

/**
 * The HTTP API from outside, with nothing but the JDK's client. Every call blocks, with a limit; what the API refuses
 * becomes a {@link Failure} in the API's own words.
 */
final class Api {
    private static final Duration CONNECT = Duration.ofSeconds(5);

    /** More than the 20 s for which the API holds a waiting request. */
    private static final Duration ANSWER = Duration.ofSeconds(45);

    private static final JsonMapper JSON = new JsonMapper();

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(CONNECT).build();
    private final String url;
    private final String key;

    Api(String url, String key) {
        this.url = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
        this.key = key;
    }

    /** The secret that signs this tenant's webhooks. */
    String webhookSecret() throws InterruptedException {
        return json(send(request("/v1/webhook-secret").GET())).path("secret").asText();
    }

    /** Submits a job. */
    Job submit(Map<String, String> body) throws InterruptedException {
        HttpRequest.Builder request = request("/v1/synthesis-jobs")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(write(body)));
        return job(send(request));
    }

    /** Waits until a job has ended in one way or another; fails after {@code limit}. */
    Job await(Job job, Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        Job now = job;
        while (!now.isTerminal()) {
            if (System.nanoTime() > deadline) {
                throw new Failure("job " + job.id() + " is still " + now.state() + " after " + limit.toSeconds()
                        + " s: look into the worker's log");
            }
            now = job(send(
                    request("/v1/jobs/" + job.id()).header("Prefer", "wait=20").GET()));
        }
        return now;
    }

    /** The audio of a job that succeeded. */
    byte[] audio(Job job) throws InterruptedException {
        return send(request("/v1/jobs/" + job.id() + "/audio").GET()).body();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url + path))
                .header("Authorization", "Bearer " + key)
                .timeout(ANSWER);
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request) throws InterruptedException {
        try {
            HttpResponse<byte[]> response = client.send(request.build(), BodyHandlers.ofByteArray());
            if (response.statusCode() >= 400) {
                throw new Failure(problem(response));
            }
            return response;
        } catch (IOException cause) {
            throw new Failure("no API answers at " + url + ": start one with ./chorale up, or set CHORALE_URL", cause);
        }
    }

    private static Job job(HttpResponse<byte[]> response) {
        return Job.of(response.statusCode(), json(response));
    }

    private static JsonNode json(HttpResponse<byte[]> response) {
        try {
            return JSON.readTree(response.body());
        } catch (IOException cause) {
            throw new Failure("the API at " + response.uri() + " did not answer with JSON", cause);
        }
    }

    private static String write(Map<String, String> body) {
        try {
            return JSON.writeValueAsString(body);
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The problem's detail, and each field's complaint behind it. */
    private static String problem(HttpResponse<byte[]> response) {
        try {
            JsonNode json = JSON.readTree(response.body());
            StringJoiner text = new StringJoiner("; ");
            text.add(json.path("detail").asText(json.path("title").asText("HTTP " + response.statusCode())));
            for (JsonNode error : json.path("errors")) {
                text.add(error.path("field").asText() + ": "
                        + error.path("message").asText());
            }
            return text.toString();
        } catch (IOException notJson) {
            return "HTTP " + response.statusCode() + " from " + response.uri() + ": "
                    + new String(response.body(), StandardCharsets.UTF_8)
                            .lines()
                            .findFirst()
                            .orElse("no body");
        }
    }
}
