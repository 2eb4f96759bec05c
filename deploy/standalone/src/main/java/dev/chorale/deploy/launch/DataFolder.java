package dev.chorale.deploy.launch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * Where one installation keeps everything: its parts' data, logs, settings, the admin key. At most one launcher works in
 * it at a time; the lock is the operating system's, so a killed launcher holds none.
 *
 * @param root absolute path of the folder; made if it is not there
 */
public record DataFolder(Path root) {
    private static final int KEY_BYTES = 32;

    public DataFolder {
        root = root.toAbsolutePath().normalize();
        try {
            Files.createDirectories(root.resolve("logs"));
        } catch (IOException cause) {
            throw new Failure("the data folder " + root + " cannot be made: name another with --data", cause);
        }
    }

    /** An existing installation's folder; fails with one sentence if {@code up} never ran there. */
    static DataFolder existing(Path root) {
        if (!Files.exists(root.resolve("up.json"))) {
            throw new Failure("nothing was ever started in " + root + ": run ./chorale up --data " + root + " first");
        }
        return new DataFolder(root);
    }

    Path postgres() {
        return root.resolve("postgres");
    }

    Path kafka() {
        return root.resolve("kafka");
    }

    Path s3() {
        return root.resolve("s3");
    }

    Path settings() {
        return root.resolve("settings.properties");
    }

    /** The files that a service reads, written now if it has settings of its own: those go first. */
    List<Path> settingsOf(String service, Map<String, String> chosen) {
        if (chosen.isEmpty()) {
            return List.of(settings());
        }
        Path own = root.resolve("settings-" + service + ".properties");
        new SharedSettings(chosen).writeTo(own, Installation.ORDINAL + 1);
        return List.of(own, settings());
    }

    Path record() {
        return root.resolve("up.json");
    }

    Path log(String part) {
        return root.resolve("logs").resolve(part + ".log");
    }

    /** The file with the admin's key: made by the first start, readable by its owner alone, the same ever after. */
    public Path adminKeyFile() {
        return root.resolve("admin-key");
    }

    /** The admin's key, made now if there is none. */
    String adminKey() {
        if (!Files.exists(adminKeyFile())) {
            byte[] random = new byte[KEY_BYTES];
            new SecureRandom().nextBytes(random);
            String key = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
            writePrivately(adminKeyFile(), "chorale_admin_" + key + "\n");
        }
        return read(adminKeyFile()).strip();
    }

    /**
     * Takes the folder for this process until it ends.
     *
     * @return the lock, to be kept reachable
     */
    FileLock lock() {
        try {
            FileChannel channel = FileChannel.open(
                    root.resolve("launcher.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock == null) {
                throw new Failure(
                        "another launcher works in " + root + ": stop it, or name another folder with --data");
            }
            return lock;
        } catch (IOException cause) {
            throw new Failure("the data folder " + root + " cannot be locked: name another with --data", cause);
        }
    }

    /** Writes a file whole or not at all, readable by its owner alone. */
    static void writePrivately(Path file, String text) {
        try {
            Path fresh = Files.createTempFile(
                    file.resolveSibling("."),
                    "." + file.getFileName(),
                    "",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(fresh, text);
            Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }
}
