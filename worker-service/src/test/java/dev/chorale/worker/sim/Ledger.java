package dev.chorale.worker.sim;

import dev.chorale.common.job.State;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** What callers said and were told: the intent before each call, the answer after it. */
public final class Ledger {
    private final Set<UUID> intended = new HashSet<>();
    private final Map<String, Set<UUID>> byKey = new HashMap<>();
    private final Map<UUID, Line> acked = new LinkedHashMap<>();
    private final Map<UUID, State> promised = new HashMap<>();

    /** A caller is about to ask, under an id that the API draws for it. */
    void intended(UUID job, String key, boolean hasKey) {
        intended.add(job);
        if (hasKey) {
            byKey.computeIfAbsent(key, k -> new HashSet<>()).add(job);
        }
    }

    void acked(UUID job, Line line) {
        acked.put(job, line);
    }

    /** The caller was told how the job ended. */
    void ends(UUID job, State state) {
        promised.put(job, state);
    }

    Set<UUID> intended() {
        return Set.copyOf(intended);
    }

    /** The ids that were tried under each idempotency key. */
    Map<String, Set<UUID>> byKey() {
        return Map.copyOf(byKey);
    }

    Map<UUID, Line> acked() {
        return new LinkedHashMap<>(acked);
    }

    Map<UUID, State> promised() {
        return Map.copyOf(promised);
    }
}
