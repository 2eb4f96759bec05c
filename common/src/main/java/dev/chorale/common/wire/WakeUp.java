package dev.chorale.common.wire;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The message that tells workers of a run: a claim check. The text is fetched by the claim, so a wake-up may be lost,
 * doubled or late without harm.
 *
 * @param v the version of this envelope
 * @param costMs the estimated engine time, in ms
 * @param deadline RFC 3339, or absent
 * @param traceparent W3C trace context, or absent
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record WakeUp(
        int v,
        UUID run,
        String kind,
        String lane,
        String engine,
        String voiceVersion,
        long costMs,
        @Nullable String deadline,
        @Nullable String traceparent) {
    public static final int VERSION = 1;
    private static final ObjectMapper JSON = JsonMapper.builder().build();

    public static WakeUp of(UUID run, String kind, String lane, String engine, String voiceVersion, long costMs) {
        return new WakeUp(VERSION, run, kind, lane, engine, voiceVersion, costMs, null, null);
    }

    /** The same with the deadline of the job that it was made for; others may join the run with later ones. */
    public WakeUp withDeadline(@Nullable Instant deadline) {
        String text = deadline == null ? null : deadline.toString();
        return new WakeUp(v, run, kind, lane, engine, voiceVersion, costMs, text, traceparent);
    }

    public byte[] toBytes() {
        try {
            return JSON.writeValueAsBytes(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The wake-up in a record's value; nothing where the value is no wake-up of a version that we know. */
    public static Optional<WakeUp> read(byte @Nullable [] value) {
        if (value == null) {
            return Optional.empty();
        }
        try {
            WakeUp wakeUp = JSON.readValue(value, WakeUp.class);
            boolean known = wakeUp != null && wakeUp.v() == VERSION && wakeUp.run() != null && wakeUp.engine() != null;
            return known ? Optional.of(wakeUp) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
