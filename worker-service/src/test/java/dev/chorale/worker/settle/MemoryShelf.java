package dev.chorale.worker.settle;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;

/** A shelf that keeps the keys and can be told to fail. */
final class MemoryShelf implements AudioShelf {
    private final Set<String> keys = new ConcurrentSkipListSet<>();
    private final AtomicInteger failures = new AtomicInteger();

    void failTimes(int times) {
        failures.set(times);
    }

    List<String> keys() {
        return List.copyOf(keys);
    }

    @Override
    public void put(String key, Path file, String mediaType) throws IOException {
        if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new IOException("503 from the object store");
        }
        keys.add(key);
    }

    @Override
    public void delete(String key) {
        keys.remove(key);
    }
}
