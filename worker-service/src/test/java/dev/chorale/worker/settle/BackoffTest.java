package dev.chorale.worker.settle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackoffTest {
    @Test
    void the_longest_wait_doubles_up_to_a_minute() {
        assertThat(IntStream.of(0, 1, 2, 6, 7, 1000).mapToObj(Backoff.OF_RUNS::atMost))
                .containsExactly(
                        Duration.ofMillis(500),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(32),
                        Duration.ofSeconds(60),
                        Duration.ofSeconds(60));
    }

    @Test
    void a_wait_is_drawn_from_the_whole_range() {
        Random random = new Random(1);
        var drawn = IntStream.range(0, 1000)
                .mapToObj(i -> Backoff.OF_RUNS.draw(1, random))
                .toList();
        assertThat(drawn).allMatch(wait -> !wait.isNegative() && wait.compareTo(Duration.ofSeconds(1)) <= 0);
        assertThat(drawn).anyMatch(wait -> wait.compareTo(Duration.ofMillis(100)) < 0);
        assertThat(drawn).anyMatch(wait -> wait.compareTo(Duration.ofMillis(900)) > 0);
    }

    @Test
    void an_empty_range_is_refused() {
        assertThatThrownBy(() -> new Backoff(Duration.ZERO, Duration.ofSeconds(1)))
                .hasMessageContaining("expected 0 < first <= most");
    }
}
