package dev.chorale.api.jobs;

import dev.chorale.api.problem.Problem;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;

/** The event streams that are open here, in all and for each tenant: one tenant can't take them all. */
final class OpenStreams {
    private static final int RETRY_AFTER_SECONDS = 5;

    private final int most;
    private final int mostOfTenant;
    private final Map<UUID, Integer> ofTenant = new HashMap<>();
    private int open;

    OpenStreams(int most, int mostOfTenant) {
        this.most = most;
        this.mostOfTenant = mostOfTenant;
    }

    /** What one stream takes up; to be closed once it is over, by whoever sees it first. */
    final class Place {
        private final UUID tenant;
        private final AtomicBoolean taken = new AtomicBoolean(true);

        private Place(UUID tenant) {
            this.tenant = tenant;
        }

        void close() {
            if (taken.getAndSet(false)) {
                leave(tenant);
            }
        }
    }

    /** @throws Problem.Refusal 429 where the tenant has too many, 503 where all have */
    synchronized Place open(UUID tenant) {
        if (ofTenant.getOrDefault(tenant, 0) >= mostOfTenant) {
            throw refused(429, "You have too many event streams open here; poll the job instead.");
        }
        if (open >= most) {
            throw refused(503, "Too many event streams are open here; poll the job instead.");
        }
        open++;
        ofTenant.merge(tenant, 1, Integer::sum);
        return new Place(tenant);
    }

    private synchronized void leave(UUID tenant) {
        open--;
        ofTenant.computeIfPresent(tenant, (id, streams) -> streams == 1 ? null : streams - 1);
    }

    private static Problem.Refusal refused(int status, String detail) {
        return Problem.of(status, "too_many_streams", detail).refusalRetryAfter(RETRY_AFTER_SECONDS);
    }
}
