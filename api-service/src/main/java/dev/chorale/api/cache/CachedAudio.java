package dev.chorale.api.cache;

import dev.chorale.common.speech.AudioFormat;
import java.io.IOException;
import java.util.HexFormat;
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

    /** @throws IOException if bytes with this SHA-256 are not this audio */
    void requireHash(byte[] found) throws IOException {
        if (!HexFormat.of().formatHex(found).equals(sha256)) {
            throw new IOException("object does not have its hash artefact=" + artefactId);
        }
    }

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
