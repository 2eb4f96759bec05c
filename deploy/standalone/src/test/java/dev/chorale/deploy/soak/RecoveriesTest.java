package dev.chorale.deploy.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.deploy.soak.Recoveries.Recovery;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RecoveriesTest {
    private static final Duration LEASE = Duration.ofSeconds(3);

    @Test
    void a_median_under_the_lease_and_three_seconds_is_in_time_whatever_the_slowest_took() {
        assertThat(new Recoveries(ended(90_000, 5_999, 4_000), List.of(), LEASE).areInTime())
                .isTrue();
    }

    @Test
    void one_that_is_not_under_it_is_not() {
        assertThat(new Recoveries(ended(4_000, 6_000, 6_001), List.of(), LEASE).areInTime())
                .isFalse();
    }

    @Test
    void what_died_while_other_things_were_wrong_is_told_and_not_judged() {
        List<Recovery> amid = List.of(new Recovery(3_000, 4_000, 60_000));
        Recoveries recoveries = new Recoveries(List.of(), amid, LEASE);

        assertThat(recoveries.areInTime()).isTrue();
        assertThat(recoveries.sentences())
                .containsExactly("from kill -9 of a worker amid other faults to the end of what it held:"
                        + " median 60000 ms, most 60000 ms (1 runs);"
                        + " missed after 3000 ms, taken up 1000 ms later, and spoken in 56000 ms (medians)");
    }

    private static List<Recovery> ended(long... millis) {
        return LongStream.of(millis)
                .mapToObj(ms -> new Recovery(2_000, 3_000, ms))
                .toList();
    }
}
