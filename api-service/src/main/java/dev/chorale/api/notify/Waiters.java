package dev.chorale.api.notify;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/**
 * Who waits for which job. May be used by many threads at once: a set of latches is only touched within the map's own
 * step, so nobody joins a set that the last one to leave has just taken out.
 */
final class Waiters {
    private final Map<UUID, Set<CountDownLatch>> waiting = new ConcurrentHashMap<>();

    /** @return a latch that {@link #release} opens, from now on until {@link #leave} */
    CountDownLatch join(UUID job) {
        CountDownLatch latch = new CountDownLatch(1);
        waiting.compute(job, (id, there) -> {
            Set<CountDownLatch> latches = there == null ? new HashSet<>() : there;
            latches.add(latch);
            return latches;
        });
        return latch;
    }

    void leave(UUID job, CountDownLatch latch) {
        waiting.computeIfPresent(job, (id, latches) -> {
            latches.remove(latch);
            return latches.isEmpty() ? null : latches;
        });
    }

    void release(UUID job) {
        waiting.computeIfPresent(job, (id, latches) -> {
            latches.forEach(CountDownLatch::countDown);
            return latches;
        });
    }

    /** The jobs that somebody waits for. */
    List<UUID> jobs() {
        return List.copyOf(waiting.keySet());
    }

    /** How many jobs are waited for. */
    int count() {
        return waiting.size();
    }
}
