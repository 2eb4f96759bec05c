package dev.chorale.worker.engine.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.chorale.worker.engine.http.Complaint;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A whole body of {@code text/event-stream} with OpenAI's speech events. Comments, {@code event:} lines and events of
 * other types are passed over; {@code data: [DONE]}, which some servers add, proves nothing and counts as one of those.
 */
final class SpeechEvents {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** What the events tell. */
    sealed interface Tale {
        /** The audio in pieces, and the event that says that this was all. */
        record Done(List<byte[]> pieces) implements Tale {}

        /** The stream ended without a word about its end. */
        record Unfinished() implements Tale {}

        /** The server reports that it failed. */
        record Failed(Complaint complaint) implements Tale {}

        /** These are no such events. */
        record Garbled() implements Tale {}
    }

    private final List<byte[]> pieces = new ArrayList<>();
    private final StringBuilder data = new StringBuilder();
    private String type = "";
    private @Nullable Tale end;

    private SpeechEvents() {}

    static Tale read(byte[] body) {
        SpeechEvents events = new SpeechEvents();
        new String(body, StandardCharsets.UTF_8).lines().forEach(events::line);
        events.dispatch();
        return events.end == null ? new Tale.Unfinished() : events.end;
    }

    private void line(String line) {
        if (line.isEmpty()) {
            dispatch();
        } else if (line.startsWith("data:")) {
            data.append(data.isEmpty() ? "" : "\n").append(value(line));
        } else if (line.startsWith("event:")) {
            type = value(line);
        }
    }

    private static String value(String line) {
        String value = line.substring(line.indexOf(':') + 1);
        return value.startsWith(" ") ? value.substring(1) : value;
    }

    private void dispatch() {
        String event = data.toString();
        String named = type;
        data.setLength(0);
        type = "";
        if (!event.isBlank() && !event.equals("[DONE]") && end == null) {
            end = told(event, named);
        }
    }

    private @Nullable Tale told(String event, String named) {
        try {
            JsonNode json = JSON.readTree(event);
            return switch (json.path("type").asText(named)) {
                case "speech.audio.delta" -> {
                    pieces.add(Base64.getDecoder().decode(json.path("audio").asText()));
                    yield null;
                }
                case "speech.audio.done" -> new Tale.Done(pieces);
                case "speech.audio.error", "error" -> new Tale.Failed(Complaint.in(json));
                default -> json.hasNonNull("error") ? new Tale.Failed(Complaint.in(json)) : null;
            };
        } catch (JsonProcessingException | IllegalArgumentException e) {
            return new Tale.Garbled();
        }
    }
}
