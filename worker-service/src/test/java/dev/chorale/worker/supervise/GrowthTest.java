package dev.chorale.worker.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

class GrowthTest {
    @Test
    void a_figure_that_doubles_in_six_stretches_grows() {
        assertThat(isLeak(second -> 100 + second * 2)).isTrue();
    }

    @Test
    void one_that_goes_up_and_down_does_not() {
        assertThat(isLeak(second -> 100 + second % 25 * 100)).isFalse();
    }

    @Test
    void one_that_jumps_once_and_stays_does_not() {
        assertThat(isLeak(second -> second < 15 ? 100 : 400 + second * 0.1)).isFalse();
    }

    @Test
    void one_that_rises_by_little_does_not() {
        assertThat(isLeak(second -> 100 + second * 0.45)).isFalse();
    }

    @Test
    void one_that_falls_between_does_not() {
        assertThat(isLeak(second -> 100 + second % 45 * 3)).isFalse();
    }

    /** Of stretches of ten seconds, for two minutes. */
    private static boolean isLeak(IntToDoubleFunction figure) {
        Growth growth = new Growth(Duration.ofSeconds(10));
        boolean leak = false;
        for (int second = 0; second < 120; second++) {
            leak |= growth.saw(
                    figure.applyAsDouble(second), Duration.ofSeconds(second).toNanos());
        }
        return leak;
    }
}
