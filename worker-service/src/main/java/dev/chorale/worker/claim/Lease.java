package dev.chorale.worker.claim;

import dev.chorale.common.time.Monotonic;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.UUID;

/**
 * This process's lease, as far as it can know: who it is and until when it may trust that nobody took its runs.
 *
 * <p>The database decides when the lease ends. We can't read its clock all the time, so we trust 80 % of the lease,
 * counted by the monotonic clock from the moment before the renewal was sent: PostgreSQL counts from a later moment,
 * so our trust ends first. A process that was stopped and goes on finds its trust gone.
 */
@Singleton
final class Lease {
    private record Trust(UUID worker, long untilNanos) {}

    private final Monotonic clock;
    private final Duration trusted;
    private final Counter losses;
    private volatile Trust trust;

    Lease(Monotonic clock, ClaimSettings settings, MeterRegistry meters) {
        this.clock = clock;
        this.losses = meters.counter("chorale.lease.lost");
        this.trusted = settings.lease().multipliedBy(4).dividedBy(5);
        this.trust = new Trust(new UUID(0, 0), clock.nanos());
    }

    /** Who we are; the nil UUID before the first registration. */
    UUID worker() {
        return trust.worker();
    }

    boolean isTrusted() {
        return clock.nanos() - trust.untilNanos() < 0;
    }

    /** Whether runs that were claimed under this id are still to be trusted. */
    boolean isTrusted(UUID worker) {
        Trust now = trust;
        return now.worker().equals(worker) && clock.nanos() - now.untilNanos() < 0;
    }

    /** The registration or renewal that was sent at that moment has succeeded. */
    void renewed(UUID worker, long sentNanos) {
        trust = new Trust(worker, sentNanos + trusted.toNanos());
    }

    /** The database says that the lease is over. Counted as the writes are that it refuses for the same reason. */
    void lost() {
        losses.increment();
        trust = new Trust(trust.worker(), clock.nanos());
    }
}
