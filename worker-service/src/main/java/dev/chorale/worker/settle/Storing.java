package dev.chorale.worker.settle;

import dev.chorale.common.job.Ids;
import dev.chorale.common.store.AudioStore;
import dev.chorale.common.time.Monotonic;
import dev.chorale.common.time.Pause;
import dev.chorale.worker.settle.Outcome.Cause;
import dev.chorale.worker.settle.Outcome.Finished;
import dev.chorale.worker.settle.Outcome.Trouble;
import dev.chorale.worker.settle.Outcomes.Kept;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;

/**
 * Puts finished audio into the object store. A store that does not answer is asked again for half a minute while the
 * slot stays taken: speaking more would only make more files that nobody takes.
 */
@Singleton
final class Storing {
    static final String UNAVAILABLE = "storage_unavailable";

    private static final Logger LOG = Logger.getLogger(Storing.class);
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(4));
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration AGAIN = Duration.ofSeconds(5);

    private final AudioShelf shelf;
    private final Ids ids;
    private final Pause pause;
    private final Monotonic clock;
    private final RandomGenerator random;

    Storing(AudioShelf shelf, Ids ids, Pause pause, Monotonic clock, RandomGenerator random) {
        this.shelf = shelf;
        this.ids = ids;
        this.pause = pause;
        this.clock = clock;
        this.random = random;
    }

    sealed interface Storage {}

    record Stored(Kept kept) implements Storage {}

    record Refused(Trouble trouble) implements Storage {}

    /** Blocks until the object is there, the patience ends, or the lease can't be trusted any more. */
    Storage store(UUID tenant, Finished audio, BooleanSupplier trusted) throws InterruptedException {
        UUID artefact = ids.next();
        String key = AudioStore.keyOf(
                tenant, audio.sha256(), artefact, audio.format().wireName());
        long began = clock.nanos();
        for (int tries = 0; ; tries++) {
            try {
                shelf.put(key, audio.file(), audio.format().mediaType());
                return new Stored(new Kept(artefact, key, audio));
            } catch (IOException e) {
                LOG.debugf(e, "object was not stored tries=%d", tries);
            }
            if (!trusted.getAsBoolean() || clock.nanos() - began > PATIENCE.toNanos()) {
                discard(key);
                return new Refused(new Trouble(
                        UNAVAILABLE,
                        Cause.OVERLOADED,
                        "the object store did not take the audio",
                        AGAIN,
                        audio.engineMs()));
            }
            pause.of(BACKOFF.draw(tries, random));
        }
    }

    /** Deletes an object that no row names. What can't be deleted now is left behind and counted by nobody but the log. */
    void discard(String key) {
        try {
            shelf.delete(key);
        } catch (IOException e) {
            LOG.warnf("object without a row was left behind cause=%s", e.getMessage());
        }
    }
}
