package dev.chorale.worker.claim;

import dev.chorale.worker.settle.Held;
import dev.chorale.worker.settle.Settlement.Told;
import java.util.List;

/**
 * A run that was just claimed.
 *
 * @param utterance what to say, in the stored form; never logged
 * @param jobs those that wait for it
 */
record Claimed(Held held, String utterance, List<Told> jobs) {
    Claimed {
        jobs = List.copyOf(jobs);
    }
}
