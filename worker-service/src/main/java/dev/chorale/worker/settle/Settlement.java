package dev.chorale.worker.settle;

import dev.chorale.common.job.State;
import java.util.List;
import java.util.UUID;

/** What became of an attempt to write an outcome down. */
public sealed interface Settlement {
    /** It is committed. The jobs are those that this move concerned; each is to be told its new state once. */
    record Settled(State state, List<Told> jobs) implements Settlement {
        public Settled {
            jobs = List.copyOf(jobs);
        }
    }

    /** The run is no longer ours. Nothing was changed and nothing of this try remains. */
    record LeaseLost() implements Settlement {}

    /** PostgreSQL did not say whether it is committed. If it is not, the run is given to another worker. */
    record OutOfReach() implements Settlement {}

    /** A job and the sequence number of its run after the move. */
    record Told(UUID job, String kind, int sequence) {}
}
