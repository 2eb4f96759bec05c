package dev.chorale.api.jobs;

import dev.chorale.api.problem.Problem;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

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

    /** One more, until {@link #close}. @throws Problem.Refusal 429 where the tenant has too many, 503 where all have */
    synchronized void open(UUID tenant) {
        if (ofTenant.getOrDefault(tenant, 0) >= mostOfTenant) {
            throw refused(429, "You have too many event streams open here; poll the job instead.");
        }
        if (open >= most) {
            throw refused(503, "Too many event streams are open here; poll the job instead.");
        }
        open++;
        ofTenant.merge(tenant, 1, Integer::sum);
    }

    synchronized void close(UUID tenant) {
        open--;
        ofTenant.computeIfPresent(tenant, (id, streams) -> streams == 1 ? null : streams - 1);
    }

    private static Problem.Refusal refused(int status, String detail) {
        return Problem.of(status, "too_many_streams", detail).refusalRetryAfter(RETRY_AFTER_SECONDS);
    }
}
