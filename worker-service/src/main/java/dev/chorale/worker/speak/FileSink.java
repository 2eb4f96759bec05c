package dev.chorale.worker.speak;

import dev.chorale.worker.engine.EngineFailure;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jboss.logging.Logger;

/** The samples as they are: what an encoder would write for bare PCM at the engine's own rate, without its process. */
final class FileSink implements Egress.Sink {
    private static final Logger LOG = Logger.getLogger(FileSink.class);

    private final OutputStream out;

    FileSink(Path file) throws IOException {
        this.out = Files.newOutputStream(file);
    }

    @Override
    public Optional<EngineFailure> take(byte[] samples) {
        return written(() -> out.write(samples));
    }

    @Override
    public Optional<EngineFailure> finish() {
        return written(out::close);
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
            return Optional.of(Egress.failed("the samples could not be written"));
        }
    }
}
