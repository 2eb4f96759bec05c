package dev.chorale.worker.engine.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a server says of an error, in any of the forms that are about: OpenAI's {@code error} object, FastAPI's
 * {@code detail} (a text, a list or an object), a bare {@code message} with or without an {@code Exception}, or no JSON
 * at all.
 *
 * @param words what it says, shortened; it may quote the text that was to be spoken, so it goes to no caller and no log
 * @param names the identifiers in it, for people: {@code invalid_model}, {@code body.input}
 */
public record Complaint(String words, List<String> names) {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int MAX_WORDS = 300;
    private static final List<String> CARD_LOST = List.of(
            "CUDA error:",
            "device-side assert triggered",
            "CUBLAS_STATUS_",
            "cuDNN error",
            "cuFFT error",
            "an illegal memory access");
    private static final Pattern NAME =
            Pattern.compile("[A-Za-z][A-Za-z0-9]*(?:[_.][A-Za-z0-9]+)+|[A-Z][A-Za-z]+Error");

    /** What the body says; never fails. */
    public static Complaint in(byte[] body) {
        try {
            JsonNode json = JSON.readTree(body);
            if (json != null && json.isObject()) {
                return in(json);
            }
        } catch (IOException e) {
            // No JSON: the body itself is what it says.
        }
        return new Complaint(shortened(new String(body, StandardCharsets.UTF_8)), List.of());
    }

    /** The same of a body that was read already. */
    public static Complaint in(JsonNode json) {
        JsonNode first = json.path("detail").path(0);
        String words = texts(Stream.of(
                        json.at("/error/message"),
                        json.path("error"),
                        json.at("/detail/message"),
                        json.path("detail"),
                        first.path("msg"),
                        json.path("message"),
                        json.path("Exception")))
                .collect(Collectors.joining("; "));
        List<String> names = texts(Stream.of(
                        json.at("/error/type"),
                        json.at("/error/code"),
                        json.at("/error/param"),
                        json.at("/detail/error"),
                        json.at("/detail/type"),
                        first.path("type"),
                        json.path("type"),
                        json.path("code")))
                .filter(name -> NAME.matcher(name).matches())
                .distinct()
                .collect(Collectors.toList());
        place(first.path("loc")).lines().forEach(names::add);
        return new Complaint(shortened(words), List.copyOf(names));
    }

    /**
     * Here something is decided by reading a message, because engines tell a full card in no other way. The text is
     * torch's: {@code CUDA out of memory. Tried to allocate …}.
     */
    public boolean isOutOfMemory() {
        return holds("out of memory");
    }

    /** The same for a card that is lost or poisoned: every call fails until the engine's process is started again. */
    public boolean isCardLost() {
        return !isOutOfMemory() && CARD_LOST.stream().anyMatch(this::holds);
    }

    /** Whether it says this, in upper or lower case. */
    public boolean holds(String part) {
        return words.toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT));
    }

    /** The names in brackets, to stand behind a status. */
    public String inBrackets() {
        return names.isEmpty() ? "" : " (" + String.join(", ", names) + ")";
    }

    private static Stream<String> texts(Stream<JsonNode> nodes) {
        return nodes.filter(JsonNode::isTextual).map(JsonNode::asText).filter(text -> !text.isBlank());
    }

    /** Where a field is: {@code ["body", "input"]}. */
    private static String place(JsonNode path) {
        String place = texts(path.valueStream()).collect(Collectors.joining("."));
        return NAME.matcher(place).matches() ? place : "";
    }

    private static String shortened(String words) {
        String line = words.replaceAll("[\\p{Cc}\\s]+", " ").strip();
        return line.length() <= MAX_WORDS ? line : line.substring(0, MAX_WORDS);
    }
}
