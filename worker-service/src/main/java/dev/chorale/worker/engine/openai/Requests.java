package dev.chorale.worker.engine.openai;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.chorale.worker.engine.Options;
import dev.chorale.worker.engine.Segment;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is sent to a server. */
final class Requests {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Optional<String> model;
    private final Optional<String> apiKey;
    private final String format;
    private final boolean events;
    private final boolean speed;
    private final boolean seed;

    Requests(Optional<String> model, Options options) {
        this.model = model;
        this.apiKey = options.text("api-key");
        this.format = options.choice("format", List.of("wav", "pcm"));
        this.events = options.choice("stream", List.of("audio", "sse")).equals("sse");
        this.speed = options.choice("speed", List.of("engine", Options.NONE)).equals("engine");
        this.seed = options.flag("seed");
        if (apiKey.filter(key -> !key.matches("\\p{Graph}+")).isPresent()) {
            throw options.refusalOfSecret("api-key", "visible ASCII characters");
        }
    }

    /** Whether the server is told how fast to speak; if not, its audio has its own pace. */
    boolean askForSpeed() {
        return speed;
    }

    HttpRequest speech(URI address, Segment segment) {
        return to(address, "/audio/speech")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body(segment)))
                .build();
    }

    HttpRequest get(URI address, String path) {
        return to(address, path).GET().build();
    }

    private HttpRequest.Builder to(URI address, String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address + path));
        apiKey.ifPresent(key -> request.header("Authorization", "Bearer " + key));
        return request;
    }

    private String body(Segment segment) {
        ObjectNode body = JSON.createObjectNode();
        Map<String, String> made =
                segment.made() == null ? Map.of() : segment.made().settings();
        Optional.ofNullable(made.get("model")).or(() -> model).ifPresent(name -> body.put("model", name));
        body.put("input", segment.text());
        body.put("voice", made.getOrDefault("voice", segment.nativeVoice()));
        body.put("response_format", format);
        int percent = segment.prosody().speedPercent();
        if (speed && percent != 100) {
            body.put("speed", percent / 100.0);
        }
        if (seed) {
            body.put("seed", segment.seed());
        }
        if (events) {
            body.put("stream_format", "sse");
        }
        return body.toString();
    }
}
