package dev.chorale.worker.claim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.worker.settle.Outcome.Cause;
import dev.chorale.worker.settle.Outcome.Trouble;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RespiteTest {
    private static final Trouble AWAY = Trouble.of("engine_unavailable", Cause.OVERLOADED, "away");
    private static final Trouble OTHER = Trouble.of("engine_failed", Cause.PASSING, "failed");

    private final Respite respite = new Respite();
    private long now = Long.MAX_VALUE - 1000;

    @Test
    void an_engine_that_is_full_now_and_then_is_not_left_alone() {
        for (int i = 0; i < 20; i++) {
            away(i % 4);
            respite.ended(OTHER, now);
        }
        assertThat(respite.isOver(now)).isTrue();
    }

    @Test
    void one_that_turned_four_in_a_row_away_is_left_alone_for_longer_and_longer_up_to_five_seconds() {
        away(4);
        assertThat(respite.isOver(now)).isFalse();
        now += Duration.ofMillis(100).toNanos();
        assertThat(respite.isOver(now)).isTrue();

        away(1);
        now += Duration.ofMillis(199).toNanos();
        assertThat(respite.isOver(now)).isFalse();

        away(1000);
        now += Duration.ofMillis(4999).toNanos();
        assertThat(respite.isOver(now)).isFalse();
        now += Duration.ofMillis(1).toNanos();
        assertThat(respite.isOver(now)).isTrue();
    }

    @Test
    void what_it_speaks_ends_the_respite() {
        away(10);
        respite.ended(OTHER, now);
        assertThat(respite.isOver(now)).isTrue();
    }

    private void away(int times) {
        for (int i = 0; i < times; i++) {
            respite.ended(AWAY, now);
        }
    }
}
