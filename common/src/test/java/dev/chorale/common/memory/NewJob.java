package dev.chorale.common.memory;

import dev.chorale.common.job.Lane;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A submission with the ids that it will have.
 *
 * @param run the run's id if no other run can be joined
 * @param wantsNotice whether its end is to be written down for a receiver
 * @param key the caller's idempotency key, and with it the hash of the request
 */
public record NewJob(
        UUID tenant,
        UUID job,
        UUID run,
        String cacheKey,
        String utterance,
        String engine,
        Lane lane,
        boolean wantsNotice,
        @Nullable Instant deadline,
        @Nullable String key,
        @Nullable String requestHash) {}
