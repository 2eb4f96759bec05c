package dev.chorale.common.outcome;

import dev.chorale.common.outcome.JobEndings.Ended;
import java.util.List;
import java.util.UUID;

/**
 * Takes jobs away from their run before it is done: their caller cancelled them, or their deadline passed. The others
 * go on waiting; the last one out stops the run, and the new epoch shuts out the worker that speaks for it.
 *
 * <p>Each method is one transaction, blocks until its commit, and may be called again.
 */
public interface Withdrawals {
    /**
     * Cancels the job; one that has ended stays as it is.
     *
     * @return the job, if it was cancelled just now
     */
    List<Ended> cancel(UUID job);

    /** Expires the jobs whose deadline has passed. Calling it again finds nothing left to do. */
    List<Ended> expireDue();
}
