package dev.chorale.api.voice;

import dev.chorale.api.ApiSettings;
import dev.chorale.api.access.Caller.Identity;
import dev.chorale.api.problem.Problem;
import dev.chorale.api.voice.VoiceFiles.Kept;
import dev.chorale.common.speech.VoiceFileId;
import dev.chorale.common.time.Monotonic;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Semaphore;
import org.jboss.logging.Logger;

/**
 * Receives files, a few at a time. A file lies on disk until it is whole and is what its sender says, and only then is
 * stored: what breaks off leaves nothing behind. Nobody looks into it here: what it holds is for a worker to find out.
 */
@ApplicationScoped
public class Uploads {
    private static final Logger LOG = Logger.getLogger(Uploads.class);
    private static final int AGAIN_SECONDS = 5;
    /** Of a process that died: none receives or stores a file for so long. */
    private static final Duration LEFT_BEHIND = Duration.ofDays(1);

    private final VoiceFiles files;
    private final ApiSettings.VoiceFiles settings;
    private final InstantSource wall;
    private final Monotonic clock;
    private final Path folder;
    private final Semaphore slots;

    public Uploads(VoiceFiles files, ApiSettings settings, InstantSource wall, Monotonic clock) {
        this.files = files;
        this.settings = settings.voiceFiles();
        this.wall = wall;
        this.clock = clock;
        this.folder = this.settings.spoolDir().orElseGet(() -> Path.of(System.getProperty("java.io.tmpdir")));
        this.slots = new Semaphore(this.settings.atOnce());
    }

    void start(@Observes StartupEvent event) {
        removeLeftBehind();
    }

    /**
     * Receives and keeps a file. Blocks until it has come and is stored.
     *
     * @throws Problem.Refusal 403 for weights that the caller may not use; 400, 408, 413, 415 for the body; 400
     *     {@code hash_mismatch} where it is not what its header says; 422 where it is empty, or its tenant has no room for
     *     it; 503 where too many come at once, or where it can't be stored now
     */
    Kept receive(Identity by, FileHead head, InputStream body) {
        refuseUseless(by, head);
        long most = head.isRecording()
                ? Math.min(VoiceFileId.MAX_RECORDING_BYTES, settings.maxBytes())
                : settings.maxBytes();
        head.refuseOver(most);
        files.refuseOver(by.tenantId(), head.length());
        if (!slots.tryAcquire()) {
            throw Problem.unavailable("overloaded", "Too many files arrive at once; send it again soon.")
                    .refusalRetryAfter(AGAIN_SECONDS);
        }
        try (Spool spool = Spool.begin(folder, new Spool.Limits(most, settings.timeLimit()))) {
            spool.fill(body, clock);
            String sha256 = spool.sha256();
            head.refuseOther(sha256);
            return files.keep(by.tenantId(), spool, sha256);
        } catch (IOException e) {
            LOG.warn("file was not stored", e);
            throw Problem.unavailable("storage_unavailable", "The file can't be stored now; send it again soon.")
                    .refusalRetryAfter(AGAIN_SECONDS);
        } finally {
            slots.release();
        }
    }

    private void refuseUseless(Identity by, FileHead head) {
        if (!head.isRecording() && !settings.weights() && !by.admin()) {
            throw Problem.of(
                            403,
                            "forbidden",
                            "Uploaded weights are for keys with the role admin here; send recordings as audio/*.")
                    .refusal();
        }
    }

    /** Files that a process left in the folder when it was killed. */
    void removeLeftBehind() {
        Instant before = wall.instant().minus(LEFT_BEHIND);
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, Spool.PREFIX + "*")) {
            for (Path file : found) {
                if (Files.getLastModifiedTime(file).toInstant().isBefore(before)) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            LOG.warn("uploads left behind were not removed", e);
        }
    }
}
