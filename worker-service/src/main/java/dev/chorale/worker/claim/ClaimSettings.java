package dev.chorale.worker.claim;

import java.time.Duration;
import java.util.List;

/**
 * What the room must know.
 *
 * @param slots the most runs at once
 * @param lease how long the database waits for a heartbeat
 * @param grace how long a drain waits for running work
 * @param poll whether the degraded mode is allowed
 * @param pollAfter how long Kafka must be silent before it
 * @param partitions of each topic that is made here
 * @param engines the names of the engines that this process serves
 */
public record ClaimSettings(
        int slots,
        Duration lease,
        Duration grace,
        boolean poll,
        Duration pollAfter,
        int partitions,
        List<String> engines) {
    private static final int MOST_RECORDS = 64;

    public ClaimSettings {
        engines = List.copyOf(engines);
    }

    /** The wake-ups that one poll takes, and so the slots that must be free before it. */
    int recordsPerPoll() {
        return Math.clamp(slots / 4, 1, MOST_RECORDS);
    }
}
