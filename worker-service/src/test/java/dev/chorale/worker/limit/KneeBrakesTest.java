package dev.chorale.worker.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.worker.limit.Ended.How;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** Failures and full memory, while they last and afterwards. */
class KneeBrakesTest extends KneeRoom {
    @Test
    void errors_that_come_with_the_load_lower_the_limit() {
        Knee knee = knee(Standing.unknown());
        generations(knee, 6, 0);
        int high = knee.limit();
        assertThat(high).isGreaterThan(8);
        generations(knee, 1, 5);
        assertThat(knee.limit()).isLessThan(high);
    }

    @Test
    void errors_that_come_at_any_load_do_not_hold_it_down() {
        Knee knee = knee(Standing.unknown());
        generations(knee, 400, 10);
        assertThat(knee.limit()).isGreaterThan(8);
    }

    @Test
    void what_fails_for_a_while_holds_it_down_for_a_while() {
        Knee knee = knee(Standing.unknown());
        generations(knee, 1, 1);
        assertThat(knee.limit()).isLessThan(4);
        generations(knee, 150, 0);
        assertThat(knee.limit()).isGreaterThan(8);
    }

    @Test
    void so_does_what_fails_when_it_has_climbed() {
        Knee knee = knee(Standing.unknown());
        generations(knee, 8, 0);
        int high = knee.limit();
        generations(knee, 25, 1);
        assertThat(knee.limit()).isOne();
        assertThat(generationsUntilAbove(high, knee)).isLessThan(100);
    }

    @Test
    void where_calls_failed_once_they_are_counted_anew() {
        Knee knee = knee(Standing.unknown());
        generations(knee, 8, 0);
        int high = knee.limit();
        generations(knee, 1, 5);
        assertThat(knee.limit()).isLessThan(high);
        assertThat(generationsUntilAbove(high, knee)).isLessThan(18);
    }

    private int generationsUntilAbove(int limit, Knee knee) {
        int count = 0;
        while (knee.limit() <= limit && count < 1000) {
            generations(knee, 1, 0);
            count++;
        }
        return count;
    }

    @Test
    void a_limit_at_which_calls_fail_is_tried_again_less_and_less_often() {
        Knee knee = knee(Standing.unknown());
        failuresAbove(9, knee, 500);
        assertThat(knee.limit()).isBetween(7, 10);
        assertThat(failuresAbove(9, knee, 500)).as("of 4500 calls").isBetween(4, 20);
    }

    /** Calls at such limits fail every fourth time. */
    private int failuresAbove(int good, Knee knee, int generations) {
        int failures = 0;
        for (int i = 0; i < generations; i++) {
            boolean fails = knee.limit() > good;
            failures += fails ? knee.limit() / 4 : 0;
            generations(knee, 1, fails ? 4 : 0);
        }
        return failures;
    }

    @Test
    void failures_of_last_night_do_not_excuse_those_of_the_load() {
        Knee knee = knee(Standing.unknown());
        generations(knee, 60, 2);
        generations(knee, 300, 0);
        int high = knee.limit();
        assertThat(high).isGreaterThan(20);
        generations(knee, 2, 8);
        assertThat(knee.limit()).isLessThan(high);
    }

    @Test
    void a_failure_counts_where_its_call_began() {
        Knee knee = knee(Standing.unknown());
        generations(knee, 1, 0);
        assertThat(knee.limit()).isEqualTo(6);
        for (int i = 0; i < 4; i++) {
            knee.ended(new Ended(nanos - SECOND, nanos, 6, How.FAILED, 0));
        }
        generations(knee, 1, 0);
        assertThat(knee.limit()).as("none of those that began at 6 failed").isGreaterThan(6);
    }

    @Test
    void audio_that_nobody_believes_is_a_failure() {
        Knee knee = knee(Standing.unknown());
        generations(knee, 6, 0);
        int high = knee.limit();
        nanos += SECOND;
        for (int i = 0; i < 4; i++) {
            knee.ended(new Ended(nanos - SECOND, nanos, high, How.SPOKEN, 1000));
            knee.ended(new Ended(nanos - SECOND, nanos, high, How.DISBELIEVED, 0));
        }
        assertThat(knee.limit()).isLessThan(high);
    }

    @Test
    void memory_that_a_step_down_does_not_free_is_no_reason_for_another() {
        Knee knee = knee(Standing.unknown());
        generations(knee, 6, 0);
        int high = knee.limit();
        memory = OptionalDouble.of(96);
        generations(knee, 60, 0);
        assertThat(knee.limit()).isBetween(high * 7 / 10, high - 1);
    }

    @Test
    void where_memory_was_full_is_not_forgotten_because_nothing_failed() {
        Knee knee = knee(Standing.unknown());
        generations(knee, 6, 0);
        int high = knee.limit();
        memory = OptionalDouble.of(95);
        generations(knee, 1, 0);
        memory = OptionalDouble.of(60);
        generations(knee, 11, 0);
        assertThat(knee.limit()).isLessThan(high);
    }

    @Test
    void memory_that_could_be_seen_and_cannot_now_allows_no_growth() {
        Knee knee = knee(Standing.unknown());
        memory = OptionalDouble.of(50);
        generations(knee, 1, 0);
        assertThat(knee.limit())
                .as("what was used before the first look is no growth")
                .isEqualTo(6);
        generations(knee, 2, 0);
        int before = knee.limit();
        assertThat(before).isGreaterThan(4);
        memory = OptionalDouble.empty();
        generations(knee, 20, 0);
        assertThat(knee.limit()).isEqualTo(before);
        memory = OptionalDouble.of(50);
        generations(knee, 3, 0);
        assertThat(knee.limit()).isGreaterThan(before);
    }

    @Test
    void memory_that_is_nearly_full_stops_the_climb_and_full_memory_turns_it() {
        Knee knee = knee(Standing.unknown());
        memory = OptionalDouble.of(91);
        generations(knee, 10, 0);
        assertThat(knee.limit()).isEqualTo(4);
        memory = OptionalDouble.of(95);
        generations(knee, 1, 0);
        assertThat(knee.limit()).isEqualTo(3);
    }
}
