package dev.chorale.worker.speak;

import dev.chorale.common.content.Sha256;
import dev.chorale.common.speech.AudioFormat;
import dev.chorale.worker.engine.EngineFailure;
import dev.chorale.worker.engine.Pcm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * One utterance on its way into a file: segments in their order, one sink, one file. Memory holds one segment
 * however long the utterance is. Used by one thread; {@link #close} ends the sink and, unless {@link #finish}
 * handed the file over, deletes it.
 */
public final class Egress implements AutoCloseable {
    /** The encoder program failed. */
    public static final String ENCODER_FAILED = "encoder_failed";

    /** The encoder took none of its input, or did not end, within the limit. */
    public static final String ENCODER_TIMEOUT = "encoder_timeout";

    /** The utterance is longer than {@link AudioFormat#LONGEST}. */
    public static final String AUDIO_TOO_LONG = "audio_too_long";

    private static final Logger LOG = Logger.getLogger(Egress.class);
    private static final Duration DISK_PAUSE = Duration.ofSeconds(5);

    private final AudioFormat format;
    private final int pcmRateHz;
    private final int rateHz;
    private final Path file;
    private final Sink sink;
    private final long roomBytes;
    private long samples;
    private boolean handedOver;

    /** Takes samples, one step after the other, and puts them into the file. Each step tells why it failed, if it did. */
    interface Sink extends AutoCloseable {
        Optional<EngineFailure> take(byte[] samples) throws InterruptedException;

        Optional<EngineFailure> finish() throws InterruptedException;

        @Override
        void close();
    }

    /** Begins to fill a file. */
    @FunctionalInterface
    interface Opening {
        Sink into(Path file) throws IOException;
    }

    Egress(Path workDirectory, AudioFormat format, int pcmRateHz, int rateHz, Opening opening) throws IOException {
        this.format = format;
        this.pcmRateHz = pcmRateHz;
        this.rateHz = rateHz;
        this.file = Files.createTempFile(workDirectory, "speech-", "." + format.wireName());
        this.roomBytes = file.toFile().getUsableSpace();
        try {
            this.sink = opening.into(file);
        } catch (IOException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    /**
     * Appends samples and waits until the encoder took them.
     *
     * @return why the recording has failed, empty if it has not
     * @throws IllegalArgumentException if the samples come at another rate than announced
     */
    public Optional<EngineFailure> add(Pcm pcm) throws InterruptedException {
        if (pcm.sampleRateHz() != pcmRateHz) {
            throw new IllegalArgumentException("sampleRateHz: " + pcm.sampleRateHz() + " (expected " + pcmRateHz + ")");
        }
        samples += pcm.sampleCount();
        if (samples > AudioFormat.LONGEST.toSeconds() * pcmRateHz) {
            return Optional.of(tooLong());
        }
        return sink.take(pcm.bytes()).map(this::blamed);
    }

    /** Where the next samples will be heard, in ms from the beginning. */
    long positionMs() {
        return samples * 1000 / pcmRateHz;
    }

    /** Ends the encoding and waits for the file to be whole. To be called once, last. */
    public Encoded finish() throws InterruptedException {
        Optional<EngineFailure> failure = sink.finish();
        if (failure.isPresent()) {
            return new Encoded.Failed(blamed(failure.get()));
        }
        try {
            if (format == AudioFormat.AAC && !levelBitRate()) {
                return new Encoded.Failed(failed("the encoder's AAC stream could not be read"));
            }
            Recording recording = recording();
            handedOver = true;
            return new Encoded.Whole(recording);
        } catch (IOException e) {
            LOG.warn("recording could not be completed", e);
            return new Encoded.Failed(blamed(unwritten()));
        }
    }

    /** A file that filled the disk by itself would go round for ever. */
    private EngineFailure blamed(EngineFailure failure) {
        boolean isOurs = failure.code().equals(EngineFailure.WORKER_DISK_FAILED)
                && 2 * file.toFile().length() > roomBytes;
        return isOurs ? failed("the recording fills the worker's disk by itself") : failure;
    }

    @Override
    public void close() {
        sink.close();
        if (!handedOver) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                LOG.warnf(e, "unfinished recording was not deleted: %s", file);
            }
        }
    }

    static EngineFailure tooLong() {
        return EngineFailure.permanent(AUDIO_TOO_LONG, "longer than " + AudioFormat.LONGEST.toHours() + " hours");
    }

    static EngineFailure failed(String message) {
        return EngineFailure.transient_(ENCODER_FAILED, message);
    }

    static EngineFailure unwritten() {
        return EngineFailure.overloaded(
                EngineFailure.WORKER_DISK_FAILED, "the worker could not write its file", Optional.of(DISK_PAUSE));
    }

    private boolean levelBitRate() throws IOException {
        Path level = file.resolveSibling(file.getFileName() + ".level");
        try {
            boolean rewritten = ConstantRateAdts.rewrite(file, level);
            if (rewritten) {
                Files.move(level, file, StandardCopyOption.REPLACE_EXISTING);
            }
            return rewritten;
        } finally {
            Files.deleteIfExists(level);
        }
    }

    private Recording recording() throws IOException {
        Duration duration = Duration.ofMillis(positionMs());
        return new Recording(file, Sha256.hex(Files.newInputStream(file)), Files.size(file), duration, format, rateHz);
    }
}
