package dev.chorale.deploy.part;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Whole folders at once. Links are not followed. */
public final class Trees {
    private Trees() {}

    /** Deletes {@code root} and all below it, if it is there. */
    public static void delete(Path root) throws IOException {
        if (Files.exists(root)) {
            try (Stream<Path> all = Files.walk(root)) {
                all.sorted(Comparator.reverseOrder()).forEach(Trees::deleteOne);
            }
        }
    }

    /** Gives {@code root} and all below it to the user and group with this number. */
    static void own(Path root, int uid) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            all.forEach(path -> ownOne(path, uid));
        }
    }

    private static void deleteOne(Path path) {
        try {
            Files.delete(path);
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    private static void ownOne(Path path, int uid) {
        try {
            Files.setAttribute(path, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
            Files.setAttribute(path, "unix:gid", uid, LinkOption.NOFOLLOW_LINKS);
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }
}
