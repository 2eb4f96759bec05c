package dev.chorale.api.submit;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.chorale.api.access.Keyring;
import dev.chorale.api.problem.Problem;
import dev.chorale.api.submit.AskedCheck.Asked;
import dev.chorale.api.submit.Submission.Idempotency;
import dev.chorale.common.job.Lane;
import dev.chorale.common.speech.AudioFormat;
import dev.chorale.common.speech.Prosody;
import dev.chorale.common.speech.Style;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The header {@code Idempotency-Key} and the hash of what came with it: checked values, so 1 and 1.0 are one request. The hash
 * depends on the request alone: what becomes of its voice or of its tenant's words meanwhile makes it no other.
 */
public final class IdempotencyKeys {
    private static final int MAX_LENGTH = 255;
    private static final ObjectMapper SORTED = JsonMapper.builder()
            .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    private IdempotencyKeys() {}

    /** Written as an {@link dev.chorale.common.speech.Utterance} is, before it is known who speaks it. */
    private record Line(
            String text,
            String voice,
            Prosody prosody,

            @JsonInclude(value = JsonInclude.Include.CUSTOM, valueFilter = Style.LeftOut.class)
            Style style,

            int seed,
            AudioFormat format,
            int sampleRateHz,
            String markProducer) {}

    private record Request(
            Line utterance,
            boolean seedGiven,
            Lane lane,
            Map<String, String> metadata,
            @Nullable String webhook,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String deadline) {}

    /**
     * @param text see {@link TextCheck.Text#asked}
     * @param request accepted, or accepted once
     * @throws Problem.Refusal 400 where the key is empty, too long or not printable ASCII
     */
    static @Nullable Idempotency of(
            @Nullable String key, String text, Asked asked, SynthesisRequest request, String markProducer) {
        if (key == null) {
            return null;
        }
        Line line = new Line(
                text,
                String.valueOf(request.voice()),
                asked.prosody(),
                asked.style(),
                asked.seed().orElse(1),
                asked.format(),
                asked.sampleRateHz(),
                markProducer);
        return new Idempotency(
                checked(key),
                hash(new Request(
                        line,
                        asked.seed().isPresent(),
                        asked.lane(),
                        asked.metadata(),
                        request.webhookUrl(),
                        request.deadline())));
    }

    /** The header's value. @throws Problem.Refusal 400 where it is empty, too long or not printable ASCII */
    public static String checked(String key) {
        boolean printable = key.chars().allMatch(c -> c >= 0x20 && c < 0x7F);
        if (key.isBlank() || key.length() > MAX_LENGTH || !printable) {
            throw Problem.malformed("Idempotency-Key", "expected 1..255 printable ASCII characters")
                    .refusal();
        }
        return key;
    }

    /** What tells one request from another. @param request its values, as a record */
    public static String hash(Object request) {
        try {
            return HexFormat.of().formatHex(Keyring.hash(SORTED.writeValueAsString(request)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
