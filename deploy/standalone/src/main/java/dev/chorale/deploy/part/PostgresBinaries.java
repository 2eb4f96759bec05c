package dev.chorale.deploy.part;

import dev.chorale.common.content.Sha256;
import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import io.zonky.test.db.postgres.util.ArchUtils;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/**
 * PostgreSQL's programs, unpacked once a machine from the jar for its system. The folder is named after the archive's
 * SHA-256 and appears whole: it is unpacked beside its place and then renamed, so a kill leaves no half of it.
 */
final class PostgresBinaries {
    private static final int NAME_DIGITS = 16;

    private PostgresBinaries() {}

    /** Returns the folder that holds {@code bin/postgres}, unpacked into {@code cache} if it is not there yet. */
    static Path unpackedIn(Path cache) throws IOException {
        Path place = cache.resolve("postgres-" + archiveName());
        if (!Files.isDirectory(place)) {
            Files.createDirectories(cache);
            Path fresh = Files.createTempDirectory(
                    cache,
                    "unpacking-",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
            unpack(fresh);
            moveUnlessThere(fresh, place);
        }
        return place;
    }

    private static void moveUnlessThere(Path fresh, Path place) throws IOException {
        try {
            Files.move(fresh, place);
        } catch (FileAlreadyExistsException another) {
            Trees.delete(fresh);
        }
    }

    private static void unpack(Path folder) throws IOException {
        try (InputStream packed = archive();
                var tar = new TarArchiveInputStream(new XZCompressorInputStream(packed))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                unpack(tar, entry, folder);
            }
        }
    }

    private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path folder) throws IOException {
        Path target = folder.resolve(entry.getName()).normalize();
        if (!target.startsWith(folder)) {
            throw new IOException("the archive leaves its folder: " + entry.getName());
        }
        if (entry.isDirectory()) {
            Files.createDirectories(target);
            return;
        }
        Files.createDirectories(target.resolveSibling("."));
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
        } else {
            Files.copy(tar, target);
            Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    private static String archiveName() throws IOException {
        return Sha256.hex(archive()).substring(0, NAME_DIGITS);
    }

    private static InputStream archive() throws IOException {
        return DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(
                system(), ArchUtils.normalize(System.getProperty("os.arch")));
    }

    private static String system() {
        String name = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        return name.startsWith("mac") ? "Darwin" : "Linux";
    }
}
