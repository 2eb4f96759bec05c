package dev.chorale.worker.claim;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** {@link VoiceRows} in memory. */
final class MemoryVoiceRows implements VoiceRows {
    final Map<UUID, Set<String>> loaded = new HashMap<>();
    final List<Use> uses = new ArrayList<>();
    List<Said> mostUsed = List.of();

    @Override
    public void loaded(UUID worker, Set<String> now) {
        loaded.put(worker, now);
    }

    @Override
    public void used(Collection<Use> more) {
        uses.addAll(more);
    }

    @Override
    public List<Said> mostUsed(String engine, UUID worker, int limit) {
        return mostUsed.stream().limit(limit).toList();
    }
}
