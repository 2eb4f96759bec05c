package dev.chorale.worker.keep;

import java.io.IOException;

/** Where samples lie: an object a segment. All calls block; an {@link IOException} may be tried again. */
public interface PcmShelf {
    void put(String key, byte[] samples) throws IOException;

    /** @throws java.nio.file.NoSuchFileException where there is no such object */
    byte[] get(String key, long bytes) throws IOException;

    /** Harmless if the object is gone already. */
    void delete(String key) throws IOException;
}
