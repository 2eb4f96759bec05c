package dev.chorale.worker.claim;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.JdbiException;

/**
 * The claim: the only way in which a run becomes a worker's.
 *
 * <p>All block until what they bring is committed, and throw a {@link JdbiException} where the store did not answer;
 * runs may be claimed all the same then, and show up as strays.
 */
interface Claims {
    /** Claims those of the runs that can be claimed by this worker now. Waits for whoever joins one of them. */
    List<Claimed> claim(Claimant by, Collection<UUID> runs);

    /**
     * Claims what waits in the queue, whoever was told of it, in {@link FairOrder}. Passes over what another transaction
     * holds.
     *
     * @param minAge how long a run must have been due
     */
    List<Claimed> claimWaiting(Claimant by, Duration minAge, int limit);

    /**
     * Claims as many as there are wake-ups, whose turn it is; and of those that they name what it takes to make that up: what
     * was passed over, since somebody joined it at the moment, has no other wake-up for seconds. A suspect is claimed by its
     * own wake-up alone, or each worker that looks would keep its engine free for it.
     */
    List<Claimed> claimAsMany(Claimant by, Collection<UUID> woken);

    /** The same as {@link #claimWaiting} of the interactive lane alone. */
    List<Claimed> claimUrgent(Claimant by, Duration minAge, int limit);

    /**
     * Claims for an engine that must load a voice before it speaks with it: of what waits, the runs whose voices are here
     * first. A run whose voice another live worker has is left for that one for a while.
     */
    List<Claimed> claimFitting(Claimant by, Fitting fitting, int limit);

    /**
     * What such a claim goes by.
     *
     * @param voices the keys of the voices that are loaded, or about to be
     * @param woken whether wake-ups ask for it; without them only what fits or was left for too long is taken
     * @param oldestFirst whether what waits for {@link #LONG} goes first this time, in {@link FairOrder}, so that no voice waits for ever behind others, nor any tenant
     * @param minAge how long a run must have been due
     * @param leftFor how long a run is left for a worker that has its voice
     */
    record Fitting(Set<String> voices, boolean woken, boolean oldestFirst, Duration minAge, Duration leftFor) {
        static final Duration LONG = Duration.ofSeconds(10);

        /** Longer than a worker with a few runs in hand takes to have room, and short beside loading a voice twice. */
        private static final Duration LEFT_FOR = Duration.ofMillis(1500);

        /** In health a wake-up takes milliseconds. */
        private static final Duration BEFORE_A_LOOK = Duration.ofMillis(300);

        public Fitting {
            voices = Set.copyOf(voices);
        }

        static Fitting woken(Set<String> voices, boolean oldestFirst) {
            return new Fitting(voices, true, oldestFirst, Duration.ZERO, LEFT_FOR);
        }

        static Fitting looking(Set<String> voices, boolean oldestFirst) {
            return new Fitting(voices, false, oldestFirst, BEFORE_A_LOOK, LEFT_FOR);
        }
    }
}
