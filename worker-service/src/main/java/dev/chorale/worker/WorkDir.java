package dev.chorale.worker;

import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** The folder for audio that is not stored yet. What an earlier process left in it is of no use to anybody. */
@Singleton
final class WorkDir {
    private static final Logger LOG = Logger.getLogger(WorkDir.class);
    private static final String PREFIX = "chorale-worker-";

    private final Path path;

    WorkDir(WorkerSettings settings) {
        try {
            this.path = settings.workDir().isPresent()
                    ? emptied(settings.workDir().get())
                    : emptied(
                            temporary().resolve(PREFIX + ProcessHandle.current().pid()));
            if (settings.workDir().isEmpty()) {
                deleteOfTheDead();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path path() {
        return path;
    }

    /** Nothing is worked on any more. */
    void remove() {
        delete(path);
    }

    private static Path temporary() {
        return Path.of(System.getProperty("java.io.tmpdir"));
    }

    private static Path emptied(Path folder) throws IOException {
        Files.createDirectories(folder);
        for (Path old : childrenOf(folder)) {
            delete(old);
        }
        return folder;
    }

    private static void deleteOfTheDead() throws IOException {
        for (Path folder : childrenOf(temporary())) {
            String name = folder.getFileName().toString();
            if (name.matches(PREFIX + "\\d{1,10}") && !isAlive(Long.parseLong(name.substring(PREFIX.length())))) {
                delete(folder);
            }
        }
    }

    private static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
    }

    private static void delete(Path tree) {
        try (Stream<Path> found = Files.walk(tree)) {
            for (Path path : found.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.warnf("leftover was not deleted cause=%s", e.getClass().getSimpleName());
        }
    }

    private static List<Path> childrenOf(Path folder) throws IOException {
        try (Stream<Path> found = Files.list(folder)) {
            return found.toList();
        }
    }
}
