package dev.chorale.worker.claim;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PollGateTest {
    private static final Duration AFTER = Duration.ofSeconds(2);
    private static final long QUARTER = PollGate.EVERY.toNanos();

    private final PollGate gate = new PollGate(AFTER, new Random(1));

    @Test
    void it_is_shut_until_kafka_was_silent_for_the_whole_time() {
        assertThat(gate.open(0)).isEmpty();
        gate.silent(Duration.ofMillis(1999));
        assertThat(gate.open(0)).isEmpty();
        gate.silent(Duration.ofMillis(1));
        assertThat(gate.open(0)).contains(Duration.ofSeconds(1));
    }

    @Test
    void a_wake_up_shuts_it() {
        gate.silent(AFTER);
        gate.heard();
        assertThat(gate.open(0)).isEmpty();
    }

    @Test
    void time_without_credit_does_not_count() {
        gate.silent(Duration.ofMillis(1500));
        assertThat(gate.open(Duration.ofHours(1).toNanos())).isEmpty();
    }

    @Test
    void an_empty_answer_is_followed_by_a_pause() {
        gate.silent(AFTER);
        gate.asked(0, 4, 0);
        assertThat(gate.open(QUARTER - 1)).isEmpty();
        assertThat(gate.open(2 * QUARTER)).contains(Duration.ofSeconds(1));
    }

    @Test
    void a_full_answer_is_followed_by_the_next_question_at_once() {
        gate.silent(AFTER);
        gate.asked(0, 4, 4);
        assertThat(gate.open(0)).isPresent();
    }

    @Test
    void once_a_run_was_found_runs_of_any_age_are_taken_until_a_wake_up_comes() {
        gate.silent(AFTER);
        gate.asked(0, 4, 1);
        assertThat(gate.open(2 * QUARTER)).contains(Duration.ZERO);
        gate.heard();
        gate.silent(AFTER);
        assertThat(gate.open(2 * QUARTER)).contains(Duration.ofSeconds(1));
    }

    @Test
    void a_new_group_is_given_time_to_begin() {
        gate.joining(Duration.ofSeconds(3));
        gate.silent(Duration.ofSeconds(4));
        assertThat(gate.open(0)).isEmpty();
        gate.silent(Duration.ofSeconds(1));
        assertThat(gate.open(0)).isPresent();
    }

    @Test
    void readings_of_the_clock_may_be_negative() {
        gate.silent(AFTER);
        assertThat(gate.open(Long.MIN_VALUE + 1)).isPresent();
        gate.asked(Long.MIN_VALUE + 1, 4, 0);
        assertThat(gate.open(Long.MIN_VALUE + 2)).isEmpty();
    }
}
