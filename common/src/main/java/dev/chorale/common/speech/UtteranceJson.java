package dev.chorale.common.speech;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The form of an {@link Utterance} in {@code run.utterance}: the record's own field names. An utterance without a style is
 * written as versions wrote it that knew none, and may be read by them.
 *
 * <p>Reading is strict: every field must be there but {@code made}. A field that this version does not know changes the audio in a way that it can't render, so
 * it is refused, never dropped.
 */
public final class UtteranceJson {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    private UtteranceJson() {}

    public static String write(Utterance utterance) {
        try {
            return JSON.writeValueAsString(utterance);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @throws IllegalArgumentException if the JSON is no utterance that this version can speak; it holds no text */
    public static Utterance read(String json) {
        try {
            JsonNode tree = JSON.readTree(json);
            if (tree instanceof ObjectNode utterance && !utterance.has("style")) {
                utterance.set("style", JSON.valueToTree(Style.NONE));
            }
            return JSON.treeToValue(tree, Utterance.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "utterance: " + e.getClass().getSimpleName() + " (expected the form of" + " this version)");
        }
    }
}
