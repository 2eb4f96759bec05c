package dev.chorale.worker.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.worker.engine.http.Sign;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HealthTest {
    private static final Duration STRETCH = Duration.ofMinutes(10);
    private static final long GIB = 1L << 30;

    private final Health health = new Health(STRETCH);
    private long nanos = Long.MAX_VALUE - 5;

    @Test
    void a_lost_card_is_certain() {
        assertThat(saw(Sign.LOST_CARD)).contains(Reason.CARD);
    }

    @ParameterizedTest
    @CsvSource({"LOST_MODEL, 2, MODEL", "SILENT, 3, SILENCE", "LATE, 3, HANG"})
    void other_dead_states_are_known_by_their_repetition(Sign sign, int times, Reason reason) {
        for (int i = 1; i < times; i++) {
            assertThat(saw(sign)).isEmpty();
        }
        assertThat(saw(sign)).contains(reason);
    }

    @ParameterizedTest
    @CsvSource({"LOST_MODEL", "SILENT", "LATE", "FAILED"})
    void nothing_is_held_against_a_process_that_speaks_between(Sign sign) {
        for (int i = 0; i < 50; i++) {
            assertThat(saw(sign)).isEmpty();
            saw(Sign.SPOKE);
            pass(Duration.ofMinutes(1));
        }
    }

    @Test
    void a_burst_of_errors_is_the_limiters_part() {
        for (int i = 0; i < 50; i++) {
            assertThat(saw(Sign.FAILED)).isEmpty();
        }
    }

    @Test
    void errors_that_go_on_are_not() {
        for (int i = 0; i < 5; i++) {
            assertThat(saw(Sign.FAILED)).isEmpty();
            pass(Duration.ofSeconds(7));
        }
        assertThat(saw(Sign.FAILED)).contains(Reason.ERRORS);
    }

    @Test
    void few_errors_far_apart_are_no_state() {
        for (int i = 0; i < 5; i++) {
            assertThat(saw(Sign.FAILED)).isEmpty();
            pass(Duration.ofMinutes(10));
        }
    }

    @Test
    void errors_of_different_kinds_count_together() {
        saw(Sign.SILENT);
        saw(Sign.SILENT);
        saw(Sign.LATE);
        saw(Sign.LATE);
        saw(Sign.LOST_MODEL);
        pass(Health.FAILING);
        assertThat(saw(Sign.FAILED)).contains(Reason.ERRORS);
    }

    @Test
    void what_was_forgiven_does_not_count() {
        for (int i = 0; i < 5; i++) {
            saw(Sign.FAILED);
        }
        pass(Health.FAILING);
        health.forgive();
        assertThat(saw(Sign.FAILED)).isEmpty();
    }

    @Test
    void resident_memory_that_rises_and_rises_is_a_leak() {
        Optional<Reason> reason = Optional.empty();
        int minutes = 0;
        while (reason.isEmpty() && minutes < 300) {
            pass(Duration.ofMinutes(1));
            minutes++;
            long spikes = minutes % 7 == 0 ? 8 * GIB : 0;
            reason = health.grew(OptionalLong.of(4 * GIB + minutes * GIB / 20 + spikes), OptionalDouble.empty(), nanos);
        }
        assertThat(reason).contains(Reason.LEAK);
        assertThat(minutes).isBetween(60, 90);
    }

    @Test
    void so_is_a_card_that_fills_and_fills() {
        Optional<Reason> reason = Optional.empty();
        for (int minutes = 0; minutes < 100 && reason.isEmpty(); minutes++) {
            pass(Duration.ofMinutes(1));
            reason = health.grew(OptionalLong.empty(), OptionalDouble.of(0.4 + minutes * 0.005), nanos);
        }
        assertThat(reason).contains(Reason.LEAK);
    }

    private Optional<Reason> saw(Sign sign) {
        return health.saw(sign, nanos);
    }

    private void pass(Duration time) {
        nanos += time.toNanos();
    }
}
