package dev.chorale.deploy.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.chorale.deploy.bench.Calls.Call;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CallsTest {
    private static final int PLACES = 2;
    private static final String SPOKEN = "spoken";

    @Test
    void one_call_after_the_other_at_each_place_is_busy_all_the_time() {
        Calls calls = calls(1_000, 0);

        assertThat(calls.busyShare(PLACES)).isCloseTo(1, within(0.001));
        assertThat(calls.perSecond(PLACES)).isCloseTo(2, within(0.001));
    }

    @Test
    void a_gap_between_calls_is_idle_time() {
        assertThat(calls(1_000, 250).busyShare(PLACES)).isCloseTo(0.8, within(0.02));
    }

    @Test
    void sounds_that_were_spoken_twice_count_once() {
        Call call = new Call("a", 0, 1, SPOKEN);

        assertThat(new Calls(List.of(call, call, new Call("b", 1, 2, SPOKEN))).differentSounds())
                .isEqualTo(2);
    }

    @Test
    void calls_are_counted_by_how_they_ended() {
        Calls calls = new Calls(List.of(new Call("a", 0, 1, SPOKEN), new Call("b", 1, 2, "crash")));

        assertThat(calls.ended("crash")).isEqualTo(1);
        assertThat(calls.ended("error")).isZero();
    }

    private static Calls calls(long lastsMs, long gapMs) {
        return new Calls(IntStream.range(0, 40)
                .mapToObj(n -> {
                    long began = n / PLACES * (lastsMs + gapMs);
                    return new Call("sound " + n, began, began + lastsMs, SPOKEN);
                })
                .toList());
    }
}
