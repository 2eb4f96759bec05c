package dev.chorale.worker.engine;

import dev.chorale.common.content.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * The folder with voices' files, out of which no name leads. A server may share it: one without an upload is told paths,
 * and may never look again at a path that it has read. So what it is told of is a copy named by its content,
 * {@code by-hash/<sha256>.<extension>}, which is written once and never changed.
 */
public final class SharedFolder {
    private static final String COPIES = "by-hash";

    private final Path root;
    private final String serverRoot;

    /**
     * @param root as the worker sees it; it must exist
     * @param serverRoot as the server sees it
     * @throws IOException if there is no such folder
     */
    public SharedFolder(Path root, String serverRoot) throws IOException {
        this.root = root.toRealPath();
        this.serverRoot = serverRoot.replaceFirst("/+$", "");
    }

    /** The file of that name; empty if there is none, or if the name or a link leads out of the folder. */
    public Optional<Path> file(String name) {
        try {
            Path given = Path.of(name);
            boolean climbs = StreamSupport.stream(given.spliterator(), false)
                    .anyMatch(step -> step.toString().equals(".."));
            Path real = root.resolve(given).toRealPath();
            return !climbs && real.startsWith(root) && Files.isRegularFile(real) ? Optional.of(real) : Optional.empty();
        } catch (InvalidPathException | IOException e) {
            return Optional.empty();
        }
    }

    /**
     * Copies a file of the folder, unless a copy of the same content is there. Blocks for as long as reading it takes.
     *
     * @return where the server finds it
     * @throws UncheckedIOException if it cannot be read or copied
     */
    public String copy(Path file) {
        try {
            String name = Sha256.hex(Files.newInputStream(file)) + extension(file);
            Path copies = Files.createDirectories(root.resolve(COPIES));
            if (!Files.exists(copies.resolve(name))) {
                place(file, copies, name);
            }
            return serverRoot + "/" + COPIES + "/" + name;
        } catch (IOException e) {
            throw new UncheckedIOException(file + " could not be copied", e);
        }
    }

    /** Under its final name only when whole: the server, or another worker, may look at any time. */
    private static void place(Path file, Path copies, String name) throws IOException {
        Path unfinished = Files.createTempFile(copies, "unfinished-", ".tmp");
        try {
            Files.copy(file, unfinished, StandardCopyOption.REPLACE_EXISTING);
            if (!name.startsWith(Sha256.hex(Files.newInputStream(unfinished)))) {
                throw new IOException(file + " changed while it was copied");
            }
            unfinished.toFile().setReadable(true, false);
            Files.move(unfinished, copies.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException e) {
            throw new IOException(file + " went away while it was copied", e);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    private static String extension(Path file) {
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return dot < 0 ? "" : name.substring(dot);
    }
}
