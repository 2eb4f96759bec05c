package dev.chorale.api.voice;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.chorale.api.jobs.Rfc3339;
import dev.chorale.common.speech.VoiceFileId;
import java.time.Instant;

/**
 * A file as the API writes it.
 *
 * @param sha256 of its content: 64 hexadecimal digits in lower case
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record VoiceFileJson(String id, String sha256, long bytes, String createdAt) {
    static VoiceFileJson of(String sha256, long bytes, Instant createdAt) {
        return new VoiceFileJson(VoiceFileId.write(sha256), sha256, bytes, Rfc3339.write(createdAt));
    }
}
