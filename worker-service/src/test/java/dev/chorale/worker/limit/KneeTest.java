package dev.chorale.worker.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.worker.limit.Ended.How;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class KneeTest {
    private static final long SECOND = 1_000_000_000L;

    private Instant wall = Instant.parse("2026-01-01T00:00:00Z");
    private OptionalDouble memory = OptionalDouble.empty();
    private long nanos;
    private int calls;

    @Test
    void where_each_further_call_is_free_it_goes_up_to_the_most() {
        Knee knee = knee(Standing.unknown());
        generations(knee, 200, 0);
        assertThat(knee.limit()).isEqualTo(Standing.NONE);
    }

    @Test
    void a_process_that_is_not_busy_is_given_no_more() {
        Knee knee = knee(Standing.unknown());
        for (int i = 0; i < 1000; i++) {
            nanos += SECOND;
            knee.ended(new Ended(nanos - SECOND, nanos, 2, How.SPOKEN, 1000));
        }
        assertThat(knee.limit()).isEqualTo(4);
    }

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
    void memory_that_is_nearly_full_stops_the_climb_and_full_memory_turns_it() {
        Knee knee = knee(Standing.unknown());
        memory = OptionalDouble.of(91);
        generations(knee, 10, 0);
        assertThat(knee.limit()).isEqualTo(4);
        memory = OptionalDouble.of(95);
        generations(knee, 1, 0);
        assertThat(knee.limit()).isEqualTo(3);
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
    void the_ceiling_rises_by_one_for_a_day_without_a_death_and_stays_two_below_what_it_died_of() {
        Knee knee = knee(Standing.unknown());
        die(knee, 10);
        for (int day = 0; day < 5; day++) {
            wall = wall.plus(Duration.ofHours(25));
            generations(knee, 3, 0);
        }
        assertThat(knee.standing().ceiling()).isEqualTo(8);
    }

    private Knee knee(Standing standing) {
        return new Knee(standing, () -> wall, () -> memory);
    }

    private void die(Knee knee, int inFlight) {
        nanos += SECOND;
        knee.ended(new Ended(nanos - SECOND, nanos, inFlight, How.DIED, 0));
    }

    /** Calls of a second each, as many at once as the limit says; of every {@code failing} one fails, 0: none. */
    private void generations(Knee knee, int count, int failing) {
        for (int i = 0; i < count; i++) {
            int limit = knee.limit();
            nanos += SECOND;
            for (int n = 0; n < limit; n++) {
                calls++;
                How how = failing > 0 && calls % failing == 0 ? How.FAILED : How.SPOKEN;
                knee.ended(new Ended(nanos - SECOND, nanos, limit, how, 1000));
            }
        }
    }
}
