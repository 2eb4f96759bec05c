package dev.chorale.api.submit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.api.problem.Problem.FieldError;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AskedCheckTest {
    private final List<FieldError> faults = new ArrayList<>();

    @ParameterizedTest
    @CsvSource({
        "1, 100",
        "1.00, 100",
        "-0.005, -1",
        "-0.0049999, 0",
        "0.005, 1",
        "0.00499999999999999999, 0",
        "1e-400000000, 0",
        "-1e-400000000, 0",
        "1e-999999999, 0",
        "0e-2147483647, 0",
        "0e2147483647, 0"
    })
    void a_number_is_told_in_steps_however_it_is_written(BigDecimal pitch, int steps) {
        assertThat(AskedCheck.steps("pitch", pitch, "-12", "12", "0", 2, faults))
                .isEqualTo(steps);
        assertThat(faults).isEmpty();
    }

    /** A request that was sent first before its deadline, and of which nobody knows, expires. */
    @ParameterizedTest
    @CsvSource({"1, false, false", "0, false, true", "-5, false, true", "-5, true, false", "-3600, true, true"})
    void a_deadline_has_passed_an_hour_later_for_what_may_be_repeated(int inSeconds, boolean repeated, boolean passed) {
        Instant now = Instant.parse("2026-11-22T12:00:00Z");
        assertThat(AskedCheck.hasPassed(now.plusSeconds(inSeconds), now, repeated))
                .isEqualTo(passed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"100E2147483647", "1e999999999", "-1e999999999", "0.5", "1.5", "1e-999999999", "0", "1e9"})
    void what_is_no_seed_is_outside_its_range_however_it_is_written(BigDecimal seed) {
        AskedCheck.steps("seed", seed, "1", "100000000", "1", 0, faults);

        assertThat(faults).extracting(FieldError::field).containsExactly("seed");
    }
}
