package dev.chorale.worker.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PausesTest {
    private final Pauses pauses = new Pauses(Duration.ofSeconds(1), Duration.ofSeconds(60));

    @Test
    void they_double_up_to_a_minute() {
        for (int seconds : new int[] {1, 2, 4, 8, 16, 32, 60, 60}) {
            assertThat(pauses.after(Duration.ofMinutes(1))).hasSeconds(seconds);
        }
    }

    @Test
    void a_good_life_begins_anew() {
        for (int i = 0; i < 10; i++) {
            pauses.after(Duration.ZERO);
        }
        assertThat(pauses.after(Pauses.GOOD_LIFE)).hasSeconds(1);
        assertThat(pauses.after(Duration.ZERO)).hasSeconds(2);
    }
}
