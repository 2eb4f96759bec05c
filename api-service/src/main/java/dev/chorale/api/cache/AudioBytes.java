package dev.chorale.api.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.chorale.api.ApiSettings;
import dev.chorale.common.content.Sha256;
import dev.chorale.common.store.AudioStore;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.core.http.HttpServerResponse;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.UUID;

/**
 * The bytes of finished audio: short audio is held in memory (W-TinyLFU, bounded by bytes), long audio is streamed from
 * the object store. Whatever leaves whole has the SHA-256 that its row names.
 */
@ApplicationScoped
public class AudioBytes {
    private final AudioStore store;
    private final CurrentVertxRequest request;
    private final int maxEntryBytes;
    private final Cache<UUID, byte[]> memory;

    public AudioBytes(AudioStore store, CurrentVertxRequest request, ApiSettings settings) {
        this.store = store;
        this.request = request;
        this.maxEntryBytes = settings.cache().maxEntryBytes();
        this.memory = Caffeine.newBuilder()
                .maximumWeight(settings.cache().maxBytes())
                .weigher((UUID id, byte[] bytes) -> bytes.length + 64)
                .build();
    }

    /** Whether this audio is, or would be, held in memory. */
    public boolean isShort(CachedAudio audio) {
        return audio.bytes() <= maxEntryBytes;
    }

    /** Whether the bytes are in memory now. */
    public boolean isInMemory(CachedAudio audio) {
        return memory.getIfPresent(audio.artefactId()) != null;
    }

    /**
     * All bytes of short audio. Everyone who asks for the same at once waits for one read.
     *
     * @throws IOException where the object store does not answer, or answers other bytes than were stored
     */
    public byte[] whole(CachedAudio audio) throws IOException {
        try {
            return memory.get(audio.artefactId(), id -> read(audio));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /**
     * A response's entity with the bytes from {@code offset} on, {@code length} of them: an array for short audio, which is
     * written in one piece, a stream for long audio, which breaks off before its end if it is not what was stored.
     */
    public Object entity(CachedAudio audio, long offset, long length) throws IOException {
        boolean all = offset == 0 && length == audio.bytes();
        if (!isShort(audio)) {
            InputStream stored = store.open(audio.objectKey(), offset, length);
            HttpServerResponse response = request.getCurrent().response();
            return new ResettingStream(all ? new ProvenStream(stored, audio) : stored, response::reset);
        }
        byte[] whole = whole(audio);
        return all ? whole : Arrays.copyOfRange(whole, (int) offset, (int) (offset + length));
    }

    /** Drops the audio from memory: its owner erased it. */
    public void forget(UUID artefact) {
        memory.invalidate(artefact);
    }

    private byte[] read(CachedAudio audio) {
        try (InputStream in = store.open(audio.objectKey(), 0, audio.bytes())) {
            byte[] bytes = in.readNBytes(maxEntryBytes + 1);
            audio.requireHash(Sha256.of(bytes));
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
