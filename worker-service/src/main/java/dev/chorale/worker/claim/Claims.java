package dev.chorale.worker.claim;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
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
}
