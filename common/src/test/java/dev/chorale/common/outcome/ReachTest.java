package dev.chorale.common.outcome;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ReachTest {
    private static final Duration MOMENT = Duration.ofMillis(1);

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1000);
    private final Reach reach = new Reach(nanos::get);

    @Test
    void it_is_steady_when_a_living_worker_had_the_time_to_say_so() {
        later(Reach.STEADY.minus(MOMENT));
        assertThat(reach.isSteady()).isFalse();
        later(MOMENT);
        assertThat(reach.isSteady()).isTrue();
        assertThat(reach.ask(() -> true)).isTrue();
        assertThat(reach.isSteady()).isTrue();
    }

    @Test
    void an_answer_that_a_frozen_database_gave_when_it_went_on_begins_the_time_anew() {
        later(Reach.STEADY);
        assertThat(reach.ask(() -> later(Duration.ofSeconds(20)))).isTrue();
        assertThat(reach.isSteady()).isFalse();
        later(Reach.STEADY);
        assertThat(reach.isSteady()).isTrue();
    }

    @Test
    void a_question_without_an_answer_begins_the_time_anew() {
        later(Reach.STEADY);
        assertThatThrownBy(() -> reach.ask(() -> {
                    throw new IllegalStateException("away");
                }))
                .hasMessage("away");
        assertThat(reach.isSteady()).isFalse();
    }

    private boolean later(Duration by) {
        nanos.addAndGet(by.toNanos());
        return true;
    }
}
