package dev.chorale.deploy.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecoveriesTest {
    private static final Duration LEASE = Duration.ofSeconds(3);

    @Test
    void a_median_under_the_lease_and_three_seconds_is_in_time_whatever_the_slowest_took() {
        assertThat(new Recoveries(List.of(90_000L, 5_999L, 4_000L), List.of(), LEASE).areInTime())
                .isTrue();
    }

    @Test
    void one_that_is_not_under_it_is_not() {
        assertThat(new Recoveries(List.of(4_000L, 6_000L, 6_001L), List.of(), LEASE).areInTime())
                .isFalse();
    }

    @Test
    void what_died_while_other_things_were_wrong_is_told_and_not_judged() {
        Recoveries recoveries = new Recoveries(List.of(), List.of(60_000L), LEASE);

        assertThat(recoveries.areInTime()).isTrue();
        assertThat(recoveries.sentences())
                .containsExactly(
                        "from kill -9 of a worker amid other faults to the end of what it held: median 60000 ms,"
                                + " most 60000 ms (1 runs)");
    }
}
