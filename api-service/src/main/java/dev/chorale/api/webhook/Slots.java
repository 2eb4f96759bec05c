package dev.chorale.api.webhook;

import java.util.HashMap;
import java.util.Map;

/** The calls in flight from this process, in all and for each host. */
final class Slots {
    private final int total;
    private final Map<String, Integer> taken = new HashMap<>();
    private int inFlight;

    Slots(int total) {
        if (total < 1) {
            throw new IllegalArgumentException("webhook concurrency: " + total + " (expected at least 1)");
        }
        this.total = total;
    }

    synchronized int free() {
        return total - inFlight;
    }

    synchronized Map<String, Integer> takenByHost() {
        return Map.copyOf(taken);
    }

    synchronized void take(String host) {
        inFlight++;
        taken.merge(host, 1, Integer::sum);
    }

    synchronized void give(String host) {
        inFlight--;
        taken.computeIfPresent(host, (name, calls) -> calls == 1 ? null : calls - 1);
    }
}
