package dev.chorale.deploy.admin;

import com.fasterxml.jackson.databind.JsonNode;
import dev.chorale.common.content.Sha256;
import dev.chorale.deploy.client.ApiClient;
import dev.chorale.deploy.launch.Failure;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Brings files to the API, each once. */
final class Shipping {
    private static final Duration LONGEST = Duration.ofHours(2);
    private static final long TELLS_FROM_BYTES = 32L << 20;
    private static final int PERCENT = 100;
    private static final int STEP = 10;

    private final ApiClient api;
    private final Consumer<String> progress;
    private final Set<String> there = new HashSet<>();
    private final Map<Path, String> ids = new HashMap<>();

    /** @param progress is told of each file that is sent, and how far it is */
    Shipping(ApiClient api, Consumer<String> progress) throws InterruptedException {
        this.api = api;
        this.progress = progress;
        for (JsonNode file : Pages.all(api, "/v1/voice-files")) {
            there.add(file.path("id").asText());
        }
    }

    /** The file's id, whether the API has it or not. Reads all of it the first time. */
    String idOf(Path file) {
        return ids.computeIfAbsent(file, each -> {
            try {
                return "file_" + Sha256.hex(Files.newInputStream(each));
            } catch (IOException e) {
                throw new Failure(each + " can't be read", e);
            }
        });
    }

    boolean isThere(Path file) {
        return there.contains(idOf(file));
    }

    /** Sends it, unless the API has it. */
    void send(Path file) throws InterruptedException {
        String id = idOf(file);
        if (there.contains(id)) {
            return;
        }
        try {
            long bytes = Files.size(file);
            if (bytes == 0) {
                throw new Failure(file + " is empty");
            }
            progress.accept("uploading " + file + " (" + megabytes(bytes) + ")");
            var unused = api.send(api.request("/v1/voice-files")
                    .timeout(LONGEST)
                    .header(
                            "Content-Type",
                            WishFolder.isSound(file)
                                    ? "audio/" + WishFolder.extension(file)
                                    : "application/octet-stream")
                    .header("X-Content-SHA256", id.substring("file_".length()))
                    .POST(body(file, bytes)));
        } catch (IOException e) {
            throw new Failure(file + " can't be read", e);
        } catch (Failure e) {
            throw e.getCause() instanceof IOException
                    ? new Failure(file + " was not sent whole: it may be longer than the API takes", e)
                    : e;
        }
        there.add(id);
    }

    private BodyPublisher body(Path file, long bytes) {
        return BodyPublishers.fromPublisher(
                BodyPublishers.ofInputStream(() -> new Told(open(file), file, bytes)), bytes);
    }

    private static InputStream open(Path file) {
        try {
            return Files.newInputStream(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
    }

    /** Tells of each tenth of a long file. */
    private final class Told extends FilterInputStream {
        private final Path file;
        private final long bytes;
        private long sent;
        private long told;

        Told(InputStream in, Path file, long bytes) {
            super(in);
            this.file = file;
            this.bytes = bytes;
        }

        @Override
        public int read(byte[] piece, int offset, int length) throws IOException {
            int read = super.read(piece, offset, length);
            sent += Math.max(0, read);
            long percent = bytes < TELLS_FROM_BYTES ? 0 : sent * PERCENT / bytes;
            if (percent >= told + STEP) {
                told = percent - percent % STEP;
                progress.accept(file.getFileName() + ": " + told + " %");
            }
            return read;
        }
    }
}
