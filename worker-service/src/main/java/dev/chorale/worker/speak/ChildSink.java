package dev.chorale.worker.speak;

import dev.chorale.worker.engine.EngineFailure;
import dev.chorale.worker.engine.child.Child;
import dev.chorale.worker.engine.child.Ending;
import dev.chorale.worker.engine.child.Limits;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/** An encoder program that reads samples and writes the file. Closing kills it. */
final class ChildSink implements Egress.Sink {
    private static final Logger LOG = Logger.getLogger(ChildSink.class);
    private static final Limits STEP_LIMITS = new Limits(Duration.ofSeconds(60), 1 << 16);

    /** Less than one buffer of the encoder's, whatever its format. */
    private static final long FULL_BELOW_BYTES = 1 << 20;

    /** As the system says it: a quota, or a limit on files, leaves the disk its space. */
    private static final List<String> FULL =
            List.of("No space left on device", "Disk quota exceeded", "File too large");

    private final Child encoder;
    private final Path file;

    /** @param file that the encoder fills */
    ChildSink(List<String> command, Path file) throws IOException {
        this.encoder = new Child(command, STEP_LIMITS);
        this.file = file;
    }

    @Override
    public Optional<EngineFailure> take(byte[] samples) throws InterruptedException {
        return encoder.feed(samples) ? Optional.empty() : Optional.of(whyEnded());
    }

    /** What could not be written at the very end, ffmpeg only says: it ends with code 0 all the same. */
    @Override
    public Optional<EngineFailure> finish() throws InterruptedException {
        boolean isWhole = encoder.finish() instanceof Ending.Ended end
                && end.exitCode() == 0
                && end.errors().isBlank();
        return isWhole ? Optional.empty() : Optional.of(whyEnded());
    }

    @Override
    public void close() {
        encoder.close();
    }

    private EngineFailure whyEnded() throws InterruptedException {
        return switch (encoder.finish()) {
            case Ending.Overran(Duration limit) ->
                new EngineFailure(
                        Egress.ENCODER_TIMEOUT, EngineFailure.Kind.TRANSIENT, "the encoder took longer than " + limit);
            case Ending.Ended(int code, byte[] _, String errors) -> {
                LOG.warnf("encoder ended: code %d, %s", (Object) code, errors);
                yield FULL.stream().anyMatch(errors::contains) || file.toFile().getUsableSpace() < FULL_BELOW_BYTES
                        ? Egress.unwritten()
                        : Egress.failed("the encoder ended with code " + code);
            }
            case Ending.Overflowed _, Ending.NotStarted _ -> Egress.failed("the encoder misbehaved");
        };
    }
}
