package dev.chorale.api.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chorale.api.problem.Problem.Refusal;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WaitTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "wait=5|5",
                "wait=20|20",
                "wait=21|20",
                "wait=999999999|20",
                "wait=99999999999|20",
                "wait=00000000000000000003|3",
                "Wait = 3|3",
                "wait=\"4\"|4",
                "respond-async, wait=7|7",
                "wait=8; foo=bar|8",
                "wait=0|0"
            })
    void a_preference_is_read_and_clamped(String header, int seconds) {
        assertThat(Wait.preferred(List.of(header))).contains(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "wait", "wait=", "wait=-1", "wait=1.5", "wait=soon", "await=5"})
    void a_preference_that_cannot_be_read_is_none(String header) {
        assertThat(Wait.preferred(List.of(header))).isEmpty();
    }

    @Test
    void a_parameter_that_is_no_number_of_seconds_is_refused() {
        assertThat(Wait.asked(null)).isEmpty();
        assertThat(Wait.asked("30")).contains(Duration.ofSeconds(20));
        assertThat(Wait.asked("9999999999")).contains(Duration.ofSeconds(20));
        assertThatThrownBy(() -> Wait.asked("soon")).isInstanceOf(Refusal.class);
        assertThatThrownBy(() -> Wait.asked("-1")).isInstanceOf(Refusal.class);
    }
}
