package dev.chorale.worker.claim;

import dev.chorale.worker.settle.Held;
import dev.chorale.worker.settle.Settlement.Told;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A run that was just claimed.
 *
 * @param voiceKey what its engine must have loaded; null for a run of an older writer
 * @param utterance what to say, in the stored form; never logged
 * @param jobs those that wait for it
 * @param waited how long it had been due, by the clock of PostgreSQL
 */
record Claimed(Held held, @Nullable String voiceKey, String utterance, List<Told> jobs, Duration waited) {
    Claimed {
        jobs = List.copyOf(jobs);
    }
}
