package dev.chorale.worker.speak;

import dev.chorale.worker.engine.Pcm;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** A shelf for one voice, in memory. */
final class MemoryShelf implements SegmentShelf {
    final Map<String, Pcm> kept = new ConcurrentHashMap<>();

    @Override
    public void open(Collection<String> texts) {}

    @Override
    public boolean has(String text) {
        return kept.containsKey(text);
    }

    @Override
    public Optional<Pcm> find(String text) {
        return Optional.ofNullable(kept.get(text));
    }

    @Override
    public void keep(String text, Pcm pcm) {
        kept.put(text, pcm);
    }
}
