package dev.chorale.worker.speak;

import dev.chorale.worker.engine.EngineFailure;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * The samples as they are, behind a header: what ffmpeg would write at the engine's own rate, to the byte, without its
 * process, which takes a hundred times as long for a line.
 */
final class FileSink implements Egress.Sink {
    private static final Logger LOG = Logger.getLogger(FileSink.class);

    private final RandomAccessFile out;
    private final Header header;
    private long size;

    /** What stands in front of so many bytes of samples: of one length, whatever their number. */
    @FunctionalInterface
    interface Header {
        Header NONE = size -> new byte[0];

        byte[] of(long size);
    }

    FileSink(Path file, Header header) throws IOException {
        this.out = new RandomAccessFile(file.toFile(), "rw");
        this.header = header;
        out.seek(header.of(0).length);
    }

    @Override
    public Optional<EngineFailure> take(byte[] samples) {
        size += samples.length;
        return written(() -> out.write(samples));
    }

    @Override
    public Optional<EngineFailure> finish() {
        return written(() -> {
            out.seek(0);
            out.write(header.of(size));
            out.close();
        });
    }

    @Override
    public void close() {
        written(out::close);
    }

    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }

    private static Optional<EngineFailure> written(Step step) {
        try {
            step.run();
            return Optional.empty();
        } catch (IOException e) {
            LOG.warn("samples could not be written", e);
            return Optional.of(Egress.unwritten());
        }
    }
}
