package dev.chorale.api.voice;

import dev.chorale.api.problem.Problem;
import dev.chorale.common.content.Sha256;
import dev.chorale.common.time.Monotonic;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;

/** A file while it arrives: on disk, and hashed on the way, so that memory holds a piece of it at a time. Closing removes it. */
final class Spool implements AutoCloseable {
    static final String PREFIX = "chorale-upload-";

    private static final int PIECE_BYTES = 1 << 16;

    private final Path file;
    private final Limits limits;
    private final MessageDigest digest = Sha256.begin();
    private long bytes;

    /**
     * What ends an upload that goes on for too long.
     *
     * @param bytes the most that may come
     * @param time the longest that it may take
     */
    record Limits(long bytes, Duration time) {}

    private Spool(Path file, Limits limits) {
        this.file = file;
        this.limits = limits;
    }

    static Spool begin(Path folder, Limits limits) throws IOException {
        return new Spool(Files.createTempFile(Files.createDirectories(folder), PREFIX, ".tmp"), limits);
    }

    /**
     * Takes all that comes; called once. Blocks until the body ends.
     *
     * @throws Problem.Refusal 400 where it breaks off, 408, 413, 422 where it is empty
     * @throws IOException if it cannot be written down
     */
    void fill(InputStream body, Monotonic clock) throws IOException {
        long began = clock.nanos();
        byte[] piece = new byte[PIECE_BYTES];
        try (OutputStream out = Files.newOutputStream(file)) {
            for (int read = next(body, piece); read >= 0; read = next(body, piece)) {
                bytes += read;
                check(clock.nanos() - began);
                digest.update(piece, 0, read);
                out.write(piece, 0, read);
            }
        }
        if (bytes == 0) {
            throw Problem.of(422, "invalid_value", "The file is empty (expected one byte at least).")
                    .refusal();
        }
    }

    private static int next(InputStream body, byte[] piece) {
        try {
            return body.read(piece);
        } catch (IOException e) {
            throw Problem.malformed("", "the body broke off").refusal();
        }
    }

    private void check(long nanos) {
        if (bytes > limits.bytes()) {
            throw Problem.fileTooLarge(limits.bytes()).refusal();
        }
        if (nanos > limits.time().toNanos()) {
            throw Problem.of(408, "request_timeout", "The file did not arrive within " + limits.time() + ".")
                    .refusal();
        }
    }

    Path file() {
        return file;
    }

    long bytes() {
        return bytes;
    }

    /** 64 hexadecimal digits, in lower case, of all that came; asked for once, after {@link #fill}. */
    String sha256() {
        return HexFormat.of().formatHex(digest.digest());
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(file);
    }
}
