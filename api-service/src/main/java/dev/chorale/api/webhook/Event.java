package dev.chorale.api.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.chorale.common.job.Ids;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a receiver is told: that something happened to a job, never what was said.
 *
 * @param type {@code job.succeeded} …
 * @param at when it happened, the same in each attempt
 * @param metadata the caller's own pairs, as a JSON object; absent once the job was deleted
 */
record Event(
        String type,
        Instant at,
        UUID job,
        String state,
        int sequence,
        @Nullable String kind,
        @Nullable String errorCode,
        @Nullable String metadata) {
    /** Bodies stay below this. */
    static final int MAX_BYTES = 4096;

    private static final ObjectMapper JSON = JsonMapper.builder().build();
    private static final DateTimeFormatter MILLIS =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

    /** The body; metadata that would make it too long is left out. */
    byte[] body() {
        try {
            byte[] whole = JSON.writeValueAsBytes(tree(metadata));
            return whole.length < MAX_BYTES ? whole : JSON.writeValueAsBytes(tree(null));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private ObjectNode tree(@Nullable String pairs) throws JsonProcessingException {
        ObjectNode event = JSON.createObjectNode().put("type", type).put("timestamp", MILLIS.format(at));
        ObjectNode facts =
                event.putObject("data").put("job_id", Ids.write("job", job)).put("state", state);
        if (kind != null) {
            facts.put("kind", kind);
        }
        facts.put("sequence", sequence);
        if (errorCode != null) {
            facts.put("error_code", errorCode);
        }
        if (pairs != null) {
            facts.set("metadata", JSON.readTree(pairs));
        }
        return event;
    }
}
