package dev.chorale.common.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

class DutyTest {
    private final Jdbi db = TestDatabase.fresh();
    private final Duty first = new Duty(db, "sweep", UUID.randomUUID(), Duration.ofMinutes(1));
    private final Duty second = new Duty(db, "sweep", UUID.randomUUID(), Duration.ofMinutes(1));

    @Test
    void one_holder_at_a_time_renews_and_hands_over_when_it_leaves() {
        assertThat(first.isOurs()).isTrue();
        assertThat(second.isOurs()).isFalse();
        assertThat(first.isOurs()).isTrue();
        first.leave();
        assertThat(second.isOurs()).isTrue();
        assertThat(first.isOurs()).isFalse();
    }

    @Test
    void a_holder_that_does_not_come_back_is_replaced_when_its_lease_ran_out() {
        assertThat(first.isOurs()).isTrue();
        db.useHandle(h -> h.execute("UPDATE duty SET until = now() - interval '1 s'"));
        assertThat(second.isOurs()).isTrue();
        assertThat(first.isOurs()).isFalse();
    }
}
