package dev.chorale.api.submit;

import dev.chorale.api.cache.CachedAudio;
import dev.chorale.api.problem.Problem;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What became of a submission, once it is committed. */
public sealed interface Submitted {
    /**
     * A new job.
     *
     * @param at when it was committed, by the database's clock
     * @param audio for a {@link Source#HIT}, the audio it has already
     */
    record Accepted(
            UUID jobId, Instant at, Source source, @Nullable CachedAudio audioOfHit) implements Submitted {
        public Optional<CachedAudio> audio() {
            return Optional.ofNullable(audioOfHit);
        }
    }

    /** The same key came with the same body before: that job. */
    record Replayed(UUID jobId) implements Submitted {}

    /** The same key came with another body before. */
    record KeyReused() implements Submitted {
        public static Problem problem() {
            return Problem.of(
                            422,
                            "idempotency_key_reused",
                            "This Idempotency-Key came with another request before; use a new one.")
                    .with("Idempotency-Key", "used for another request");
        }
    }

    /** Where the audio of a new job comes from. */
    enum Source {
        /** It was there: no engine, no message. */
        HIT,
        /** A run of its own. */
        MISS,
        /** A run that others wait for already. */
        JOINED;

        public String wireName() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }
}
