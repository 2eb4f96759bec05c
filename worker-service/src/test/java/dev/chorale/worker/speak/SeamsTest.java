package dev.chorale.worker.speak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.common.speech.AudioFormat;
import dev.chorale.common.speech.Prosody;
import dev.chorale.common.speech.Utterance;
import dev.chorale.worker.engine.Pcm;
import dev.chorale.worker.engine.Spoken;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeamsTest {
    private static final int RATE_HZ = 16000;
    private static final int RAMP = 64;

    @Test
    void an_edge_where_another_passage_is_met_is_led_to_zero_and_the_rest_stays() {
        Pcm level = level(9000, 400);

        Pcm softened = Seams.softened(level, true, true);

        assertThat(softened.sampleCount()).isEqualTo(400);
        assertThat(softened.sample(0)).isZero();
        assertThat(softened.sample(399)).isZero();
        for (int i = 1; i < 400; i++) {
            assertThat(Math.abs(softened.sample(i) - softened.sample(i - 1))).isLessThanOrEqualTo(9000 / RAMP + 1);
        }
        for (int i = RAMP; i < 400 - RAMP; i++) {
            assertThat(softened.sample(i)).isEqualTo((short) 9000);
        }
        assertThat(level.sample(0)).isEqualTo((short) 9000);
    }

    @Test
    void the_edges_of_the_whole_stay() {
        Pcm level = level(-9000, 400);

        assertThat(Seams.softened(level, false, false)).isSameAs(level);
        assertThat(Seams.softened(level, true, false).sample(399)).isEqualTo((short) -9000);
        assertThat(Seams.softened(level, false, true).sample(0)).isEqualTo((short) -9000);
    }

    @Test
    void what_begins_and_ends_in_silence_keeps_its_bytes() {
        Pcm quiet = level(500, 400);

        assertThat(Seams.softened(quiet, true, true)).isSameAs(quiet);
        assertThat(Seams.softened(level(0, 0), true, true).sampleCount()).isZero();
    }

    @Test
    void a_passage_shorter_than_a_ramp_is_led_to_zero_too() {
        Pcm softened = Seams.softened(level(9000, 10), true, true);

        assertThat(softened.sample(0)).isZero();
        assertThat(softened.sample(9)).isZero();
    }

    @Test
    void joined_passages_hold_no_click_and_a_passage_alone_keeps_its_samples(@TempDir Path dir) throws Exception {
        Pcm cut = Tones.tone(2.0011, 12000, RATE_HZ);
        Speaker speaker = new Speaker(
                Encoder.open("ffmpeg", dir), new Tries(new AudioCheck(), _ -> {}, _ -> {}, new Random(1)), 1);

        Pcm alone = spoken(speaker, "One sentence.", cut);
        Pcm joined = spoken(speaker, "One sentence. And two.[pause 100ms] Three now.", cut);

        assertThat((int) cut.sample(cut.sampleCount() - 1)).isGreaterThan(11000);
        assertThat(alone.bytes()).isEqualTo(cut.bytes());
        assertThat(joined.sampleCount()).isEqualTo(3 * cut.sampleCount() + RATE_HZ / 10);
        assertThat(largestStep(joined)).isLessThanOrEqualTo(largestStep(cut) + 12000 / RAMP + 1);
    }

    private static Pcm spoken(Speaker speaker, String text, Pcm each) throws Exception {
        ScriptedEngine engine = new ScriptedEngine((_, _) -> new Spoken.Speech(each));
        Utterance utterance = new Utterance(text, "scripted/one", Prosody.NEUTRAL, 1, AudioFormat.PCM, RATE_HZ, "");
        Take take = speaker.speak(utterance, "id", engine, SegmentShelf.NONE, _ -> {});
        return new Pcm(Files.readAllBytes(((Take.Done) take).recording().file()), RATE_HZ);
    }

    private static int largestStep(Pcm pcm) {
        return IntStream.range(1, pcm.sampleCount())
                .map(i -> Math.abs(pcm.sample(i) - pcm.sample(i - 1)))
                .max()
                .orElseThrow();
    }

    private static Pcm level(int sample, int samples) {
        byte[] bytes = new byte[2 * samples];
        for (int i = 0; i < samples; i++) {
            bytes[2 * i] = (byte) sample;
            bytes[2 * i + 1] = (byte) (sample >> 8);
        }
        return new Pcm(bytes, RATE_HZ);
    }
}
