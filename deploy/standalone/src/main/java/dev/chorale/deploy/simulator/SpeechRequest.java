package dev.chorale.deploy.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The body of {@code POST /v1/audio/speech}.
 *
 * @param sound what is to be heard
 * @param wav whether in a WAV, else as bare samples
 * @param events whether as server-sent events with base64 instead of bytes
 */
record SpeechRequest(Sound sound, boolean wav, boolean events) {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Set<String> KNOWN = Set.of(
            "model", "input", "voice", "speed", "response_format", "instructions", "seed", "stream_format", "stream");

    /** @throws IllegalArgumentException saying what is wrong with it */
    static SpeechRequest parse(byte[] body, Set<String> voices) {
        JsonNode json = read(body);
        String voice = json.path("voice").isObject()
                ? json.path("voice").path("id").asText()
                : json.path("voice").asText();
        oneOf("voice", voice, voices);
        return new SpeechRequest(
                new Sound(
                        json.path("model").asText(),
                        json.path("input").asText(),
                        voice,
                        json.path("speed").isNumber() ? json.path("speed").decimalValue() : BigDecimal.ONE,
                        json.path("instructions").asText(""),
                        json.path("seed").isNumber() ? json.path("seed").asLong() : null,
                        others(json)),
                oneOf("response_format", json.path("response_format").asText("wav"), Set.of("wav", "pcm"))
                        .equals("wav"),
                oneOf("stream_format", json.path("stream_format").asText("audio"), Set.of("audio", "sse"))
                        .equals("sse"));
    }

    /** The answer's body around these samples. */
    byte[] wrapped(byte[] pcm) {
        byte[] audio = wav ? Wav.of(pcm) : pcm;
        return events ? serverSentEvents(audio) : audio;
    }

    String contentType() {
        if (events) {
            return "text/event-stream";
        }
        return wav ? "audio/wav" : "audio/pcm";
    }

    private static byte[] serverSentEvents(byte[] audio) {
        String delta = "{\"type\":\"speech.audio.delta\",\"audio\":\""
                + Base64.getEncoder().encodeToString(audio) + "\"}";
        return ("data: " + delta + "\n\ndata: {\"type\":\"speech.audio.done\"}\n\n")
                .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    }

    private static JsonNode read(byte[] body) {
        try {
            JsonNode json = JSON.readTree(body);
            if (json instanceof ObjectNode) {
                return json;
            }
        } catch (IOException notJson) {
            // Said below, like any other body that is no object.
        }
        throw new IllegalArgumentException("body: no JSON object");
    }

    private static Map<String, String> others(JsonNode json) {
        Map<String, String> others = new TreeMap<>();
        json.properties().stream()
                .filter(field -> !KNOWN.contains(field.getKey()))
                .forEach(field -> others.put(field.getKey(), field.getValue().toString()));
        return others;
    }

    private static String oneOf(String field, String value, Set<String> allowed) {
        if (!allowed.contains(value)) {
            throw new IllegalArgumentException(field + ": " + value + " (expected one of " + allowed + ")");
        }
        return value;
    }
}
