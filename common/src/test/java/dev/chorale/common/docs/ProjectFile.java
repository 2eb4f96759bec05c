package dev.chorale.common.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Finds files of the project from whichever module's folder a test runs in. */
public final class ProjectFile {
    private ProjectFile() {}

    /** @param path from the project's root, with slashes */
    public static Path at(String path) {
        return Stream.iterate(Path.of("").toAbsolutePath(), p -> p != null, Path::getParent)
                .map(folder -> folder.resolve(path))
                .filter(Files::exists)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(path + " is in no folder above the test's"));
    }

    public static String read(String path) {
        try {
            return Files.readString(at(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
