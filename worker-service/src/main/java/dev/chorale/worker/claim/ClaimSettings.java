package dev.chorale.worker.claim;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What the room must know.
 *
 * @param slots the most runs at once
 * @param lease how long the database waits for a heartbeat
 * @param grace how long a drain waits for running work
 * @param poll whether the degraded mode is allowed
 * @param pollAfter how long Kafka must be silent before it
 * @param partitions of each topic that is made here
 * @param addresses the engines that this process serves, by name, each with its address; empty for a child of this process
 */
public record ClaimSettings(
        int slots,
        Duration lease,
        Duration grace,
        boolean poll,
        Duration pollAfter,
        int partitions,
        Map<String, String> addresses) {
    private static final int MOST_RECORDS = 64;

    public ClaimSettings {
        addresses = Map.copyOf(addresses);
    }

    /** The names of the engines that this process serves. */
    List<String> engines() {
        return addresses.keySet().stream().sorted().toList();
    }

    /** The engine's process, by a name that other workers which call the same one use too. */
    String instanceOf(String engine, UUID worker) {
        String address = addresses.getOrDefault(engine, "");
        return engine + "@" + (address.isEmpty() ? worker.toString() : address);
    }

    /** The most runs that one engine may have here: an engine that hangs leaves each of the others half its share. */
    int slotsOfOne() {
        int engines = addresses.size();
        return Math.max(recordsPerPoll(), slots - (engines - 1) * slots / (2 * engines));
    }

    /** Of those, the ones that only runs get for which somebody waits. */
    int slotsForUrgent() {
        return slotsOfOne() / 8;
    }

    /** The wake-ups that one poll takes, and so the slots that must be free before it. */
    int recordsPerPoll() {
        return Math.clamp(slots / 16, 1, MOST_RECORDS);
    }
}
