package dev.chorale.common.speech;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;

/**
 * When a segment of the text is heard.
 *
 * @param startMs from the beginning of the audio, in ms
 * @param endMs in ms; what follows may be a pause
 * @param text as it was spoken: after the tenant's lexicon, without markup
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record Cue(long startMs, long endMs, String text) {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final TypeReference<List<Cue>> CUES = new TypeReference<>() {};

    /** The form in which an artefact's row holds them. */
    public static String write(List<Cue> cues) {
        try {
            return JSON.writeValueAsString(cues);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What {@link #write} wrote. */
    public static List<Cue> read(String json) {
        try {
            return JSON.readValue(json, CUES);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("cues: not in the stored form", e);
        }
    }
}
