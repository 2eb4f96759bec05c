package dev.chorale.common.outcome;

import dev.chorale.common.job.State;
import dev.chorale.common.outcome.JobEndings.Ended;
import dev.chorale.common.wire.WakeUp;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/**
 * The moves of a run that nobody holds: its worker was lost, its retry is due, its wake-up never led to a claim.
 *
 * <p>Each method is one transaction and blocks until its commit. Any number of sweepers may call them at once; calling
 * again finds nothing left to do.
 */
public interface RunMoves {
    /** How many tries a run has that are charged, the first one included; {@link #revokeLost} may begin the count anew. */
    int MOST_ATTEMPTS = 5;

    /** The code of a run whose last try ended with the loss of its worker. */
    String WORKER_LOST = "worker_lost";

    /**
     * A run that was taken from a lost worker.
     *
     * @param state {@link State#RETRYING} or {@link State#FAILED}
     * @param waiting the jobs that go on waiting; empty when failed
     * @param ended the jobs that ended with the run; empty when it is tried again
     */
    record Revoked(UUID runId, State state, int sequence, String kind, List<UUID> waiting, List<Ended> ended) {
        public Revoked {
            waiting = List.copyOf(waiting);
            ended = List.copyOf(ended);
        }
    }

    /**
     * Takes runs from workers that are gone or whose lease ran out. The new epoch shuts the old worker out, should it
     * still live. Tries again after 0-2 s; a run whose attempts are spent fails, and its jobs with it. Where the store was
     * away when the lease ended, the try is not charged; where the run has kept more segments than at its last loss, the
     * count begins anew.
     */
    List<Revoked> revokeLost(int limit);

    /** Puts runs whose retry is due back into the queue, with a wake-up due at once. Returns how many. */
    int requeueDue(int limit);

    /**
     * Wake-ups of queued runs whose announcement is due. The next one is put off twice as far each time, up to eight
     * times {@code after}. A run that was begun before goes by the lane of those that somebody waits for, whatever its own:
     * else it would stand behind the whole backlog once more.
     */
    List<WakeUp> announceDue(int limit, Duration after);
}
