package dev.chorale.deploy.client;

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
import java.util.StringJoiner;

/**
 * One API and one key. Every call blocks, with a limit; what the API refuses becomes a {@link Failure} in the API's own
 * words.
 */
public final class ApiClient {
    private static final Duration CONNECT = Duration.ofSeconds(5);

    /** More than the 20 s for which the API holds a waiting request. */
    private static final Duration ANSWER = Duration.ofSeconds(45);

    private static final JsonMapper JSON = new JsonMapper();

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(CONNECT).build();
    private final String url;
    private final String key;

    public ApiClient(String url, String key) {
        this.url = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
        this.key = key;
    }

    /** A request for that path, with the key. */
    public HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url + path))
                .header("Authorization", "Bearer " + key)
                .timeout(ANSWER);
    }

    /** The answer to it, whose status is under 400. */
    public HttpResponse<byte[]> send(HttpRequest.Builder request) throws InterruptedException {
        try {
            HttpResponse<byte[]> response = client.send(request.build(), BodyHandlers.ofByteArray());
            if (response.statusCode() >= 400) {
                throw new Failure(problem(response) + whatHelps(response.statusCode()));
            }
            return response;
        } catch (IOException cause) {
            throw new Failure("no API answers at " + url + ": start one with ./chorale up, or set CHORALE_URL", cause);
        }
    }

    /** The same of JSON that is posted to that path. */
    public HttpResponse<byte[]> post(String path, JsonNode body) throws InterruptedException {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.toString())));
    }

    /** The JSON in an answer. */
    public static JsonNode json(HttpResponse<byte[]> response) {
        try {
            return JSON.readTree(response.body());
        } catch (IOException cause) {
            throw new Failure("the API at " + response.uri() + " did not answer with JSON", cause);
        }
    }

    /** The problem's title and detail, and each field's complaint behind them. */
    private static String problem(HttpResponse<byte[]> response) {
        try {
            JsonNode json = JSON.readTree(response.body());
            String title = json.path("title").asText("");
            String detail = json.path("detail").asText("HTTP " + response.statusCode());
            StringJoiner text = new StringJoiner("; ");
            text.add(title.isEmpty() ? detail : title + ": " + detail);
            for (JsonNode error : json.path("errors")) {
                String field = error.path("field").asText() + ": "
                        + error.path("message").asText();
                if (!detail.equals(field)) {
                    text.add(field);
                }
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

    private static String whatHelps(int status) {
        return switch (status) {
            case 401 -> "; set CHORALE_KEY to a key that holds, or --data to the folder of a running ./chorale up";
            case 403 -> "; set CHORALE_KEY to an admin's key";
            default -> "";
        };
    }
}
