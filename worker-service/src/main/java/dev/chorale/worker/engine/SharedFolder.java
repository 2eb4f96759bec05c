package dev.chorale.worker.engine;

import dev.chorale.common.content.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.jboss.logging.Logger;

/**
 * The folder with voices' files, out of which no name leads. A server may share it: one without an upload is told paths,
 * and may never look again at a path that it has read. So what it is told of is a copy named by its content,
 * {@code by-hash/<sha256>.<extension>}, which is written once and never changed.
 */
public final class SharedFolder {
    private static final Logger LOG = Logger.getLogger(SharedFolder.class);
    private static final String COPIES = "by-hash";
    private static final String UNFINISHED = "unfinished-";
    private static final Duration LEFT_BEHIND = Duration.ofDays(1);

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

    /**
     * The file of that name; empty if there is none, or if the name or a link leads out of the folder or to the copies: some
     * of these are one tenant's alone.
     */
    public Optional<Path> file(String name) {
        try {
            Path given = Path.of(name);
            boolean climbs = StreamSupport.stream(given.spliterator(), false)
                    .anyMatch(step -> step.toString().equals(".."));
            Path real = root.resolve(given).toRealPath();
            boolean within = !climbs && real.startsWith(root) && !real.startsWith(root.resolve(COPIES));
            return within && Files.isRegularFile(real) ? Optional.of(real) : Optional.empty();
        } catch (InvalidPathException | IOException e) {
            return Optional.empty();
        }
    }

    /**
     * Copies a file of the folder, unless a copy of the same content is there. Blocks for as long as reading it takes.
     *
     * @return the copy
     * @throws UncheckedIOException if it cannot be read or copied
     */
    public Path copy(Path file) {
        try {
            String name = Sha256.hex(Files.newInputStream(file)) + extension(file);
            Path copies = Files.createDirectories(root.resolve(COPIES));
            if (!Files.exists(copies.resolve(name))) {
                place(file, copies, name);
            }
            return copies.resolve(name);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " could not be copied", e);
        }
    }

    /** Where the server finds a copy. */
    public String told(Path copy) {
        return serverRoot + "/" + COPIES + "/" + copy.getFileName();
    }

    /** How a file comes to this machine. */
    @FunctionalInterface
    public interface Fetching {
        /** Writes it over that file, or throws. */
        void to(Path file) throws InterruptedException;
    }

    /**
     * A file that comes from elsewhere, as a copy among the others; it is fetched unless a good one is there. Several
     * workers may do so at once. Blocks for as long as fetching or reading it takes.
     *
     * @param extension with its dot
     * @throws UncheckedIOException if it cannot be read or written
     */
    public Path fetched(String sha256, String extension, Fetching fetching) throws InterruptedException {
        try {
            Path copies = Files.createDirectories(root.resolve(COPIES));
            Path copy = copies.resolve(sha256 + extension);
            if (!Files.exists(copy) || !Sha256.hex(Files.newInputStream(copy)).equals(sha256)) {
                fetch(fetching, copies, copy);
            }
            return copy;
        } catch (IOException e) {
            throw new UncheckedIOException("an uploaded file could not be placed", e);
        }
    }

    /** A new file for a copy that grows. What workers that were killed left of theirs is removed when it is a day old. */
    private static Path unfinished(Path copies) throws IOException {
        Path unfinished = Files.createTempFile(copies, UNFINISHED, ".tmp");
        Instant now = Files.getLastModifiedTime(unfinished).toInstant();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(copies, UNFINISHED + "*.tmp")) {
            for (Path other : found) {
                if (Files.getLastModifiedTime(other).toInstant().isBefore(now.minus(LEFT_BEHIND))) {
                    Files.deleteIfExists(other);
                }
            }
        } catch (NoSuchFileException e) {
            LOG.debug("another worker was done with its file, or removed it, at the same moment", e);
        }
        return unfinished;
    }

    private static void fetch(Fetching fetching, Path copies, Path copy) throws IOException, InterruptedException {
        Path unfinished = unfinished(copies);
        try {
            fetching.to(unfinished);
            unfinished.toFile().setReadable(true, false);
            Files.move(unfinished, copy, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    /** Under its final name only when whole: the server, or another worker, may look at any time. */
    private static void place(Path file, Path copies, String name) throws IOException {
        Path unfinished = unfinished(copies);
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
