package dev.chorale.worker.settle;

import java.io.IOException;
import java.nio.file.Path;

/** Where finished audio is kept. Both calls block; an {@link IOException} may be tried again. */
public interface AudioShelf {
    void put(String key, Path file, String mediaType) throws IOException;

    /** Harmless if the object is gone already. */
    void delete(String key) throws IOException;
}
