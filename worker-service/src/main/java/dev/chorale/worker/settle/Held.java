package dev.chorale.worker.settle;

import dev.chorale.common.job.Lane;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A run that this worker holds.
 *
 * @param lane how urgent it is
 * @param attempts how many tries were begun, this one included
 * @param suspicion how many crashes of an engine it was part of
 * @param cacheKey where others will find the audio; absent: it is for this run's jobs alone
 * @param wanted the builds that the cache key was made with
 */
public record Held(
        Fence fence,
        UUID tenant,
        String kind,
        Lane lane,
        int attempts,
        int suspicion,
        @Nullable String cacheKey,
        Builds wanted) {
    /** After so many crashes a run is tried alone: then the next crash is its own doing. */
    public static final int TRIED_ALONE_FROM = 2;

    public boolean isTriedAlone() {
        return suspicion >= TRIED_ALONE_FROM;
    }

    /** Whether it was never claimed before, charged or not. */
    boolean isFirstTry() {
        return fence.epoch() == 1;
    }

    /** How often it was claimed for nothing: given back, or lost with its worker after it was brought forward. */
    int uncharged() {
        return Math.max(0, fence.epoch() - attempts);
    }
}
