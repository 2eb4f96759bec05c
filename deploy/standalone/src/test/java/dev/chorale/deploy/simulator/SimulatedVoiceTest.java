package dev.chorale.deploy.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SimulatedVoiceTest {
    private static final Sound LINE = new Sound("m", "A line of text.", "a", BigDecimal.ONE, "calm", 7L, Map.of());

    @Test
    void equal_parameters_give_equal_bytes() {
        Sound again = new Sound("m", "A line of text.", "a", new BigDecimal("1.00"), "calm", 7L, Map.of());

        assertThat(SimulatedVoice.pcm(again)).isEqualTo(SimulatedVoice.pcm(LINE));
        assertThat(again.sha256()).isEqualTo(LINE.sha256());
    }

    @Test
    void each_parameter_changes_the_bytes() {
        List<Sound> others = List.of(
                new Sound("n", LINE.input(), "a", BigDecimal.ONE, "calm", 7L, Map.of()),
                new Sound("m", "A line of tent.", "a", BigDecimal.ONE, "calm", 7L, Map.of()),
                LINE.withVoice("b"),
                LINE.withSpeed(new BigDecimal("1.01")),
                new Sound("m", LINE.input(), "a", BigDecimal.ONE, "cal", 7L, Map.of()),
                LINE.withSeed(8),
                new Sound("m", LINE.input(), "a", BigDecimal.ONE, "calm", null, Map.of()),
                new Sound("m", LINE.input(), "a", BigDecimal.ONE, "calm", 7L, Map.of("pitch", "1")));

        List<String> distinct = others.stream()
                .map(SimulatedVoice::pcm)
                .map(Arrays::toString)
                .distinct()
                .toList();

        assertThat(distinct).hasSize(others.size()).doesNotContain(Arrays.toString(SimulatedVoice.pcm(LINE)));
    }

    @Test
    void one_value_cannot_run_into_the_next() {
        assertThat(Sound.of("ab", "c", "v").sha256())
                .isNotEqualTo(Sound.of("a", "bc", "v").sha256());
    }

    @Test
    void speech_is_audible_and_never_at_full_scale() {
        ShortBuffer samples = ByteBuffer.wrap(SimulatedVoice.pcm(LINE))
                .order(ByteOrder.LITTLE_ENDIAN)
                .asShortBuffer();

        int peak = IntStream.range(0, samples.limit())
                .map(i -> Math.abs(samples.get(i)))
                .max()
                .orElseThrow();

        assertThat(peak).isBetween(3_000, 30_000);
    }

    @Test
    void the_length_follows_text_and_speed() {
        long usual = SimulatedVoice.samples(LINE);

        assertThat(usual / 24_000.0).isBetween(0.7, 1.2);
        assertThat(SimulatedVoice.samples(LINE.withSpeed(new BigDecimal("2")))).isEqualTo(usual / 2);
        assertThat(SimulatedVoice.samples(Sound.of("", "天地玄黃", "a")) / 24_000.0).isBetween(0.7, 0.9);
    }

    @Test
    void the_bytes_are_the_same_on_every_machine() {
        assertThat(Arrays.hashCode(SimulatedVoice.pcm(Sound.of("m", "The same everywhere.", "a"))))
                .isEqualTo(519176126);
    }
}
