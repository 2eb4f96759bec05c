package dev.chorale.worker.engine;

import dev.chorale.common.content.Sha256;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Tenants' files in memory, which can be away, torn or not what they were. */
public final class MemoryFiles implements TenantFiles {
    /** What was opened, in order. */
    public final List<String> opened = new ArrayList<>();

    public boolean away;
    public boolean torn;
    public boolean changed;

    private final Map<String, byte[]> kept = new ConcurrentHashMap<>();

    /** @return its id */
    public String put(UUID tenant, byte[] content) {
        String sha256 = Sha256.hex(content);
        kept.put(tenant + sha256, content);
        return "file_" + sha256;
    }

    public void delete(UUID tenant, String id) {
        kept.remove(tenant + id.substring("file_".length()));
    }

    @Override
    public boolean has(UUID tenant, String sha256) throws IOException {
        if (away) {
            throw new IOException("database is away");
        }
        return kept.containsKey(tenant + sha256);
    }

    @Override
    public synchronized InputStream open(UUID tenant, String sha256) throws IOException {
        opened.add(sha256);
        if (away) {
            throw new IOException("503");
        }
        byte[] content = kept.get(tenant + sha256);
        if (content == null) {
            throw new NoSuchFileException("no such file");
        }
        byte[] sent = content.clone();
        sent[sent.length - 1] += changed ? (byte) 1 : 0;
        return torn ? tornAfterOne(sent[0]) : new ByteArrayInputStream(sent);
    }

    private static InputStream tornAfterOne(byte first) {
        return new InputStream() {
            private boolean read;

            @Override
            public int read() throws IOException {
                if (read) {
                    throw new IOException("unexpected end of stream");
                }
                read = true;
                return first & 0xFF;
            }
        };
    }
}
