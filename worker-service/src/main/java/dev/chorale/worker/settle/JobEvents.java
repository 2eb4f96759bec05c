package dev.chorale.worker.settle;

import dev.chorale.common.job.State;
import dev.chorale.worker.settle.Settlement.Told;
import java.util.Collection;

/** Tells whoever listens what happened to jobs. A hint: it never blocks, never fails, and may be lost. */
public interface JobEvents {
    void tell(State state, Collection<Told> jobs);
}
