package dev.chorale.api.notify;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/**
 * Who waits for which job, and for what of it: each waits for an event beyond the last one that it has seen. May be used by
 * many threads at once: a list is only touched within the map's own step, so nobody joins one that the last to leave has
 * just taken out.
 */
final class Waiters {
    private final Map<UUID, List<Waiter>> waiting = new ConcurrentHashMap<>();

    /** @param seen the number of the last event that it knows */
    record Waiter(int seen, CountDownLatch latch) {}

    /** @return whom {@link #release} lets go, from now on until {@link #leave} */
    Waiter join(UUID job, int seen) {
        Waiter waiter = new Waiter(seen, new CountDownLatch(1));
        waiting.compute(job, (id, there) -> {
            List<Waiter> all = there == null ? new ArrayList<>() : there;
            all.add(waiter);
            return all;
        });
        return waiter;
    }

    void leave(UUID job, Waiter waiter) {
        waiting.computeIfPresent(job, (id, all) -> {
            all.remove(waiter);
            return all.isEmpty() ? null : all;
        });
    }

    /** @param sequence the number of the job's last event */
    void release(UUID job, int sequence) {
        waiting.computeIfPresent(job, (id, all) -> {
            all.stream().filter(w -> w.seen() < sequence).forEach(w -> w.latch().countDown());
            return all;
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
