package dev.chorale.worker.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.worker.limit.Ended.How;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KneeTest extends KneeRoom {
    @Test
    void where_each_further_call_is_free_it_goes_up_to_the_most() {
        Knee knee = knee(Standing.unknown());
        generations(knee, 200, 0);
        assertThat(knee.limit()).isEqualTo(Standing.NONE);
    }

    @Test
    void a_step_that_did_not_seem_to_pay_is_soon_tried_again() {
        Knee knee = knee(Standing.unknown());
        generations(knee, 1, 0);
        nanos += 2 * SECOND;
        for (int i = 0; i < 6; i++) {
            knee.ended(new Ended(nanos - 2 * SECOND, nanos, 6, How.SPOKEN, 1000));
        }
        assertThat(knee.limit()).isEqualTo(5);
        generations(knee, 3, 0);
        assertThat(knee.limit()).isGreaterThan(5);
    }

    @ParameterizedTest
    @CsvSource({"2, 1", "3, 2", "4, 2", "4, 3", "20, 15"})
    void a_process_that_is_not_busy_is_given_no_more(int limit, int inFlight) {
        Knee knee = knee(Standing.unknown().startingAt(limit));
        for (int i = 0; i < 1000; i++) {
            nanos += SECOND;
            knee.ended(new Ended(nanos - SECOND, nanos, inFlight, How.SPOKEN, 1000));
        }
        assertThat(knee.limit()).isEqualTo(limit);
    }

    @Test
    void one_call_that_ends_late_spoils_no_window_of_few() {
        Knee knee = knee(Standing.unknown());
        for (int i = 0; i < 8; i++) {
            nanos += SECOND;
            knee.ended(new Ended(nanos - SECOND, nanos, i % 4 == 0 ? 3 : 4, How.SPOKEN, 1000));
        }
        assertThat(knee.limit()).isGreaterThan(4);
    }

    @Test
    void a_death_where_nobody_was_before_sets_a_ceiling_that_is_kept() {
        Knee knee = knee(Standing.unknown());
        die(knee, 10);
        assertThat(knee.standing().ceiling()).isEqualTo(6);
        assertThat(knee.limit()).as("one call at a time until one succeeds").isOne();
        generations(knee, 100, 0);
        assertThat(knee.limit()).isEqualTo(6);
        Knee restarted = knee(knee.standing());
        generations(restarted, 100, 0);
        assertThat(restarted.limit()).isEqualTo(6);
    }

    @Test
    void calls_that_die_together_are_one_death() {
        Knee knee = knee(Standing.unknown());
        long began = nanos;
        nanos += SECOND;
        for (int i = 0; i < 10; i++) {
            knee.ended(new Ended(began, nanos, 10 - i, How.DIED, 0));
        }
        assertThat(knee.standing().diedAt()).isEqualTo(10);
        assertThat(knee.standing().ceiling()).isEqualTo(6);
    }

    @Test
    void a_text_that_kills_a_proven_process_sets_no_ceiling_but_a_third_death_within_the_hour_does() {
        Knee knee = knee(Standing.unknown());
        generations(knee, 6, 0);
        int proven = knee.standing().start();
        die(knee, proven);
        generations(knee, 1, 0);
        die(knee, knee.limit());
        assertThat(knee.standing().ceiling()).isEqualTo(Standing.NONE);
        generations(knee, 1, 0);
        die(knee, knee.limit());
        assertThat(knee.standing().ceiling()).isLessThan(proven);
    }

    @Test
    void the_third_within_an_hour_counts_whenever_one_before_them_was() {
        Knee knee = knee(Standing.unknown().startingAt(10));
        generations(knee, 2, 0);
        for (int minutes : new int[] {58, 4, 2}) {
            die(knee, 10);
            generations(knee, 1, 0);
            assertThat(knee.standing().ceiling()).isEqualTo(Standing.NONE);
            wall = wall.plus(Duration.ofMinutes(minutes));
        }
        die(knee, 10);
        assertThat(knee.standing().ceiling()).isEqualTo(6);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 12})
    void deaths_of_one_call_alone_are_its_own_however_many(int limit) {
        Knee knee = knee(Standing.unknown().startingAt(limit));
        for (int i = 0; i < 5; i++) {
            die(knee, 1);
            generations(knee, 1, 0);
        }
        assertThat(knee.standing().ceiling()).isEqualTo(Standing.NONE);
        assertThat(knee.limit()).isGreaterThanOrEqualTo(limit);
    }

    @Test
    void what_was_borne_before_a_death_is_proven_anew_behind_its_ceiling() {
        Knee knee = knee(Standing.unknown().startingAt(9));
        generations(knee, 1, 0);
        die(knee, 10);
        assertThat(knee.standing().ceiling()).isEqualTo(6);
        wall = wall.plus(Duration.ofHours(25));
        while (knee.limit() < 7) {
            generations(knee, 1, 0);
        }
        die(knee, 7);
        assertThat(knee.standing().ceiling()).isEqualTo(4);
    }

    @Test
    void so_are_deaths_of_few_calls_of_the_many_that_were_allowed() {
        Knee knee = knee(Standing.unknown().startingAt(20));
        die(knee, 15);
        assertThat(knee.standing().ceiling()).isEqualTo(Standing.NONE);
        assertThat(knee.limit()).isOne();
    }

    @Test
    void a_ceiling_of_deaths_by_chance_begins_a_new_count_and_rises_to_what_was_borne() {
        Knee knee = knee(Standing.unknown().startingAt(10));
        generations(knee, 2, 0);
        for (int i = 0; i < 3; i++) {
            die(knee, 10);
            generations(knee, 1, 0);
        }
        assertThat(knee.standing().ceiling()).isEqualTo(6);
        for (int i = 0; i < 2; i++) {
            die(knee, knee.limit());
            generations(knee, 1, 0);
        }
        assertThat(knee.standing().ceiling()).isEqualTo(6);
        for (int day = 0; day < 9; day++) {
            wall = wall.plus(Duration.ofHours(25));
            generations(knee, 20, 0);
        }
        assertThat(knee.standing().ceiling()).isBetween(9, 12);
    }

    @Test
    void a_death_at_the_very_start_is_anybodys_until_it_is_the_third() {
        Knee knee = knee(Standing.unknown().startingAt(20));
        die(knee, 20);
        die(knee, knee.limit());
        assertThat(knee.standing().ceiling()).isEqualTo(Standing.NONE);
        generations(knee, 1, 0);
        die(knee, knee.limit());
        generations(knee, 1, 0);
        die(knee, knee.limit());
        assertThat(knee.standing().ceiling()).isLessThan(20);
    }

    @Test
    void what_was_allowed_and_never_in_flight_is_not_proven_either() {
        Knee knee = knee(Standing.unknown().startingAt(10));
        for (int i = 0; i < 100; i++) {
            nanos += SECOND;
            knee.ended(new Ended(nanos - SECOND, nanos, 8, How.SPOKEN, 1000));
        }
        die(knee, knee.limit());
        assertThat(knee.standing().ceiling()).isLessThan(Standing.NONE);
    }

    @Test
    void what_seemed_to_be_a_death_is_one_where_more_was_tried_than_ever_borne() {
        Knee knee = knee(Standing.unknown());
        generations(knee, 1, 0);
        knee.ended(new Ended(nanos, nanos + SECOND, 4, How.SEEMED_TO_DIE, 0));
        assertThat(knee.standing().ceiling()).isEqualTo(Standing.NONE);
        knee.ended(new Ended(nanos, nanos + SECOND, 6, How.SEEMED_TO_DIE, 0));
        assertThat(knee.standing().ceiling()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({"2, 1, 2", "3, 1, 2", "4, 2, 3", "5, 3, 4", "6, 3, 4", "10, 6, 8", "25, 15, 23"})
    void a_low_ceiling_may_rise_too(int deadly, int ceiling, int most) {
        Standing standing = Standing.unknown().diedAt(deadly, wall);
        assertThat(standing.ceiling()).isEqualTo(ceiling);
        while (standing.mayRise()) {
            standing = standing.raised(wall);
        }
        assertThat(standing.ceiling()).isEqualTo(most);
    }

    @Test
    void the_ceiling_rises_by_one_for_a_day_without_a_death_and_stays_two_below_what_it_died_of() {
        Knee knee = knee(Standing.unknown());
        die(knee, 10);
        for (int day = 0; day < 5; day++) {
            wall = wall.plus(Duration.ofHours(25));
            generations(knee, 3, 0);
        }
        assertThat(knee.standing().ceiling()).isEqualTo(8);
    }
}
