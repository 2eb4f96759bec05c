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
 * <p>Both block until what they bring is committed, and throw a {@link JdbiException} where the store did not answer;
 * runs may be claimed all the same then, and show up as strays.
 */
interface Claims {
    /** Claims those of the runs that can be claimed by this worker now. Waits for whoever joins one of them. */
    List<Claimed> claim(Claimant by, Collection<UUID> runs);

    /**
     * Claims what waits in the queue, without having been told of it: by lane, and in each lane first what was begun before,
     * then what is due for the longest time. Passes over what another transaction holds.
     *
     * @param minAge how long a run must have been due
     */
    List<Claimed> claimWaiting(Claimant by, Duration minAge, int limit);

    /**
     * Claims for an engine that must load a voice before it speaks with it: of what waits, the runs whose voices are here
     * first, as many as there are wake-ups. A run whose voice another live worker has is left for that one for a moment.
     */
    List<Claimed> claimFitting(Claimant by, Fitting fitting, Collection<UUID> woken);

    /** Claims what was left by others: for us, or for too long. */
    List<Claimed> claimLeft(Claimant by, Fitting fitting, int limit);

    /**
     * What a claim goes by.
     *
     * @param voices the keys of the voices that are loaded, or about to be
     * @param oldestFirst whether what waits for long goes first this time, so that no voice waits for ever behind others
     * @param leftFor how long a run is left for a worker that has its voice
     */
    record Fitting(Set<String> voices, boolean oldestFirst, Duration leftFor) {
        /** When a run waits for long. */
        static final Duration LONG = Duration.ofSeconds(10);

        public Fitting {
            voices = Set.copyOf(voices);
        }
    }
}
