package dev.chorale.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PcmTest {
    @Test
    void its_duration_is_its_samples_over_its_rate() {
        assertThat(new Pcm(new byte[2 * 22050], 22050).duration()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void a_gain_of_6_decibels_doubles_samples_with_room() {
        Pcm louder = pcm(1000, -1000, 0, 7).amplified(2);

        assertThat(samples(louder)).containsExactly(2000, -2000, 0, 14);
    }

    @Test
    void a_gain_never_wraps_and_keeps_the_order_of_samples() {
        Pcm louder = pcm(-32768, -20000, -10000, 10000, 20000, 32767).amplified(3.1623);

        assertThat(samples(louder)).isSorted();
        assertThat(louder.sample(0)).isLessThan((short) -32000);
        assertThat(louder.sample(5)).isGreaterThan((short) 32000);
    }

    @Test
    void an_attenuation_is_exact_at_full_scale() {
        assertThat(samples(pcm(32767, -32768).amplified(0.1))).containsExactly(3277, -3277);
    }

    private static Pcm pcm(int... samples) {
        ByteBuffer bytes = ByteBuffer.allocate(2 * samples.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int sample : samples) {
            bytes.putShort((short) sample);
        }
        return new Pcm(bytes.array(), 22050);
    }

    private static int[] samples(Pcm pcm) {
        int[] samples = new int[pcm.sampleCount()];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = pcm.sample(i);
        }
        return samples;
    }
}
