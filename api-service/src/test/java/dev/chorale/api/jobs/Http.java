package dev.chorale.api.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Calls the API under test as a caller does. */
public final class Http {
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI root;
    private final String key;

    public Http(URI root, String key) {
        this.root = root;
        this.key = key;
    }

    /** An answer. */
    public record Got(int status, String body, HttpResponse<String> whole) {
        public JsonNode json() {
            try {
                return JsonMapper.builder().build().readTree(body);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        public String code() {
            return json().path("code").asText();
        }

        public String header(String name) {
            return whole.headers().firstValue(name).orElse("");
        }
    }

    /** @param headers name, value, name, value … */
    public Got get(String path, String... headers) {
        return send(request(path, headers).GET());
    }

    /** @param headers as in {@link #get} */
    public Got head(String path, String... headers) {
        return send(request(path, headers).HEAD());
    }

    public Got post(String path, String body) {
        return send(request(path, "Content-Type", "application/json").POST(BodyPublishers.ofString(body)));
    }

    /** @param headers name, value, name, value …; a length is told */
    public Got upload(String path, byte[] body, String... headers) {
        return send(request(path, headers).POST(BodyPublishers.ofByteArray(body)));
    }

    /** The same without a length. */
    public Got uploadChunked(String path, byte[] body, String... headers) {
        return send(request(path, headers).POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body))));
    }

    public Got put(String path, String body) {
        return send(request(path, "Content-Type", "application/json").PUT(BodyPublishers.ofString(body)));
    }

    public Got postOnce(String path, String body, String idempotencyKey) {
        return send(request(path, "Content-Type", "application/json", "Idempotency-Key", idempotencyKey)
                .POST(BodyPublishers.ofString(body)));
    }

    public Got delete(String path) {
        return send(request(path).DELETE());
    }

    private HttpRequest.Builder request(String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(root.resolve(path))
                .timeout(Duration.ofSeconds(30))
                .header("Authorization", "Bearer " + key);
        return headers.length == 0 ? request : request.headers(headers);
    }

    private Got send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
            return new Got(response.statusCode(), response.body(), response);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
