package dev.chorale.api.cache;

import dev.chorale.common.speech.AudioFormat;
import java.util.UUID;
import org.jdbi.v3.core.mapper.RowMapper;

/**
 * Finished audio in the object store.
 *
 * @param bytes its length
 */
public record CachedAudio(
        UUID artefactId,
        String sha256,
        String objectKey,
        long bytes,
        AudioFormat format,
        int sampleRateHz,
        long durationMs) {

    /** The columns that {@link #MAPPER} reads, of a table or alias {@code a}. */
    public static final RowMapper<CachedAudio> MAPPER = (row, ctx) -> new CachedAudio(
            row.getObject("artefact_id", UUID.class),
            row.getString("sha256"),
            row.getString("object_key"),
            row.getLong("bytes"),
            AudioFormat.byWireName(row.getString("format")).orElseThrow(),
            row.getInt("sample_rate_hz"),
            row.getLong("duration_ms"));
}
