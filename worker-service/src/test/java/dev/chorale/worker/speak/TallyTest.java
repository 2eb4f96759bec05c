package dev.chorale.worker.speak;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TallyTest {
    @Test
    void the_first_calls_of_a_suspect_are_made_one_after_the_other_and_the_others_are_not() {
        Tally tally = new Tally(10, 2);
        assertThat(tally.atOnce(4)).isOne();
        tally.called();
        assertThat(tally.atOnce(4)).isOne();
        tally.called();

        assertThat(tally.isSingle()).as("the second is under way, and no other").isTrue();
        assertThat(tally.atOnce(4)).isEqualTo(4);
        tally.called();
        assertThat(tally.isSingle()).isFalse();
    }

    @Test
    void nobody_else_is_held_up() {
        Tally tally = new Tally(10, 0);
        assertThat(tally.atOnce(4)).isEqualTo(4);
        tally.called();
        assertThat(tally.isSingle()).isFalse();
    }
}
