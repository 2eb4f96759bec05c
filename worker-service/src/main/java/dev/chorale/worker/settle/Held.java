package dev.chorale.worker.settle;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A run that this worker holds.
 *
 * @param attempts how many tries were begun, this one included
 * @param cacheKey where others will find the audio; absent: it is for this run's jobs alone
 * @param wanted the builds that the cache key was made with
 */
public record Held(
        Fence fence,
        UUID tenant,
        String kind,
        int attempts,
        @Nullable String cacheKey,
        Builds wanted) {}
