package dev.chorale.worker.engine;

import dev.chorale.common.content.Sha256;
import dev.chorale.common.speech.MadeVoice;
import dev.chorale.common.speech.VoiceFileId;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Brings the files that a made voice's settings name by an id to this machine: whole, and with the content they are named by. */
public final class UploadedFiles {
    private static final int PIECE_BYTES = 1 << 16;

    private final TenantFiles files;

    public UploadedFiles(TenantFiles files) {
        this.files = files;
    }

    /** A file could not be read from where tenants' files lie, or not whole: it may be there later. */
    public static final class AwayException extends UncheckedIOException {
        private static final long serialVersionUID = 1L;

        AwayException(IOException cause) {
            super("an uploaded file could not be read", cause);
        }
    }

    /** The SHA-256 of the file that the setting names by its id; empty for a path, or nothing. */
    public static Optional<String> named(Options options, String key) {
        return options.text(key).flatMap(VoiceFileId::read);
    }

    /**
     * Looks whether the voice's tenant has the file that a setting names by its id, wherever a copy of it may be: that may
     * have come for another.
     *
     * @throws IllegalArgumentException if the tenant has no such file; it names the setting
     * @throws AwayException if that can't be told now
     */
    public void require(MadeVoice voice, Options options, String key) {
        try {
            if (!files.has(tenantOf(voice), named(options, key).orElseThrow())) {
                throw gone(options, key);
            }
        } catch (IOException e) {
            throw new AwayException(e);
        }
    }

    /**
     * Fetches the file that a setting names by its id. Blocks for as long as reading it takes.
     *
     * @param voice whose tenant's file it must be
     * @param to is overwritten
     * @param mostBytes the most that it may hold
     * @throws IllegalArgumentException if the tenant has no such file, or it is too long; it names the setting
     * @throws AwayException if it can't be read now
     * @throws UncheckedIOException if it can't be written, or came as something else than it is named by
     */
    public void fetch(MadeVoice voice, Options options, String key, Path to, long mostBytes)
            throws InterruptedException {
        String sha256 = named(options, key).orElseThrow();
        UUID tenant = tenantOf(voice);
        MessageDigest digest = Sha256.begin();
        try (InputStream in = opened(tenant, sha256, options, key);
                OutputStream out = Files.newOutputStream(to)) {
            if (copy(in, out, digest, mostBytes) > mostBytes) {
                throw options.refusal(key, "a file of at most " + mostBytes + " bytes");
            }
        } catch (IOException e) {
            throw new UncheckedIOException("an uploaded file could not be written", e);
        }
        if (!HexFormat.of().formatHex(digest.digest()).equals(sha256)) {
            throw new UncheckedIOException(new IOException("an uploaded file has another hash than its name"));
        }
    }

    private static UUID tenantOf(MadeVoice voice) {
        @Nullable UUID tenant = voice.tenant();
        if (tenant == null) {
            throw new IllegalStateException("a voice of nobody names a tenant's file");
        }
        return tenant;
    }

    private static IllegalArgumentException gone(Options options, String key) {
        return options.refusal(key, "a file that you have uploaded: there is none of this id any more");
    }

    private InputStream opened(UUID tenant, String sha256, Options options, String key) {
        try {
            return files.open(tenant, sha256);
        } catch (NoSuchFileException e) {
            throw gone(options, key);
        } catch (IOException e) {
            throw new AwayException(e);
        }
    }

    /** @return how many bytes came; what is beyond the most is not all read */
    private static long copy(InputStream in, OutputStream out, MessageDigest digest, long mostBytes)
            throws IOException, InterruptedException {
        byte[] piece = new byte[PIECE_BYTES];
        long bytes = 0;
        for (int read = next(in, piece); read >= 0 && bytes <= mostBytes; read = next(in, piece)) {
            digest.update(piece, 0, read);
            out.write(piece, 0, read);
            bytes += read;
        }
        return bytes;
    }

    private static int next(InputStream in, byte[] piece) throws InterruptedException {
        try {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            return in.read(piece);
        } catch (IOException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            throw new AwayException(e);
        }
    }
}
