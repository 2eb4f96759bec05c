package dev.chorale.worker.claim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.common.db.TestRows;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class HeartbeatTest {
    private static final Duration LEASE = Duration.ofSeconds(15);
    private static final ClaimSettings SETTINGS =
            new ClaimSettings(4, LEASE, Duration.ZERO, true, Duration.ofSeconds(2), 1, Map.of(TestRows.ENGINE, ""));

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1000);
    private final Lease lease = new Lease(nanos::get, SETTINGS, new SimpleMeterRegistry());

    @Test
    void trust_ends_after_four_fifths_of_the_lease_counted_from_the_sending() {
        UUID worker = UUID.randomUUID();
        long sent = nanos.get();
        nanos.addAndGet(Duration.ofSeconds(2).toNanos());
        lease.renewed(worker, sent);
        nanos.set(sent + Duration.ofMillis(11_999).toNanos());
        assertThat(lease.isTrusted(worker)).isTrue();
        nanos.set(sent + Duration.ofSeconds(12).toNanos());
        assertThat(lease.isTrusted(worker)).isFalse();
    }

    @Test
    void a_new_worker_id_ends_the_trust_in_the_old_one() {
        UUID old = UUID.randomUUID();
        lease.renewed(old, nanos.get());
        lease.renewed(UUID.randomUUID(), nanos.get());
        assertThat(lease.isTrusted(old)).isFalse();
        assertThat(lease.isTrusted()).isTrue();
    }

    @Test
    void before_the_first_registration_nothing_is_trusted() {
        assertThat(lease.isTrusted()).isFalse();
    }
}
