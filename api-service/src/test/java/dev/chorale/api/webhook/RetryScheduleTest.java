package dev.chorale.api.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RetryScheduleTest {
    private static final List<Duration> DOCUMENTED = List.of(
            Duration.ofSeconds(5),
            Duration.ofMinutes(5),
            Duration.ofMinutes(30),
            Duration.ofHours(2),
            Duration.ofHours(5),
            Duration.ofHours(10),
            Duration.ofHours(14),
            Duration.ofHours(20),
            Duration.ofHours(24));

    private final RetrySchedule schedule = new RetrySchedule(new SplittableRandom(1));

    @Test
    void nine_waits_follow_the_first_attempt_and_none_the_tenth() {
        RetrySchedule exact = new RetrySchedule(always(0.5));

        assertThat(IntStream.rangeClosed(1, 9)
                        .mapToObj(n -> exact.waitAfter(n, Optional.empty()).orElseThrow()))
                .isEqualTo(DOCUMENTED);
        assertThat(exact.waitAfter(10, Optional.empty())).isEmpty();
        assertThat(exact.waitAfter(11, Optional.of(Duration.ofSeconds(1)))).isEmpty();
    }

    @Test
    void each_wait_differs_by_at_most_a_fifth() {
        for (int n = 1; n <= 9; n++) {
            long documented = DOCUMENTED.get(n - 1).toMillis();
            int attempts = n;
            assertThat(IntStream.range(0, 1000)
                            .mapToLong(i -> schedule.waitAfter(attempts, Optional.empty())
                                    .orElseThrow()
                                    .toMillis()))
                    .allMatch(wait -> wait >= documented * 8 / 10 && wait <= documented * 12 / 10)
                    .anyMatch(wait -> wait < documented * 85 / 100)
                    .anyMatch(wait -> wait > documented * 115 / 100);
        }
    }

    @Test
    void a_receiver_that_asks_for_more_time_gets_it_up_to_a_day() {
        assertThat(schedule.waitAfter(1, Optional.of(Duration.ofHours(1)))).contains(Duration.ofHours(1));
        assertThat(schedule.waitAfter(1, Optional.of(Duration.ofDays(400)))).contains(Duration.ofDays(1));
    }

    @Test
    void a_receiver_that_asks_for_less_time_does_not_get_it() {
        assertThat(schedule.waitAfter(2, Optional.of(Duration.ZERO)).orElseThrow())
                .isGreaterThanOrEqualTo(Duration.ofMinutes(4));
    }

    private static RandomGenerator always(double value) {
        return new RandomGenerator() {
            @Override
            public long nextLong() {
                throw new UnsupportedOperationException();
            }

            @Override
            public double nextDouble() {
                return value;
            }
        };
    }
}
