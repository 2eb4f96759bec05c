package dev.chorale.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WavTest {
    private static final short[] SAMPLES = {1, -2, 300, -32768, 32767, 0};

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 0x7ffff000, 13})
    void a_streamed_header_that_does_not_know_the_size_means_all_that_follows(int size) {
        byte[] wav = Wavs.of(24000, SAMPLES);
        Wavs.size(wav, size);

        assertThat(Wav.read(wav)).get().satisfies(read -> {
            assertThat(read.pcm().sampleRateHz()).isEqualTo(24000);
            assertThat(samples(read.pcm())).isEqualTo(SAMPLES);
        });
    }

    @Test
    void chunks_before_and_after_the_samples_are_passed_over() {
        byte[] wav = Wavs.with(
                Wavs.format(1, 1, 16000, 16),
                Wavs.chunk("LIST", new byte[] {1, 2, 3}),
                Wavs.chunk("data", Wavs.bytes(SAMPLES)),
                Wavs.chunk("id3 ", new byte[10]));

        assertThat(samples(Wav.read(wav).orElseThrow().pcm())).isEqualTo(SAMPLES);
    }

    @Test
    void a_header_that_knows_the_size_of_the_first_piece_alone_shortens_nothing() {
        byte[] wav = Wavs.of(24000, SAMPLES);
        Wavs.size(wav, 2);
        byte[] longer = Wavs.joined(wav, Wavs.bytes(SAMPLES));

        assertThat(samples(Wav.read(wav).orElseThrow().pcm())).isEqualTo(SAMPLES);
        assertThat(Wav.read(longer).orElseThrow().pcm().sampleCount()).isEqualTo(2 * SAMPLES.length);
    }

    @Test
    void sound_that_begins_like_a_chunk_is_sound_unless_chunks_reach_to_the_end() {
        byte[] like = Wavs.joined("LIST".getBytes(StandardCharsets.US_ASCII), new byte[] {2, 0, 0, 0, 1, 1});
        byte[] wav = Wavs.of(24000, SAMPLES);

        assertThat(Wav.read(Wavs.joined(wav, like)).orElseThrow().pcm().sampleCount())
                .isEqualTo(SAMPLES.length);
        assertThat(Wav.read(Wavs.joined(wav, like, Wavs.bytes(SAMPLES)))
                        .orElseThrow()
                        .pcm()
                        .sampleCount())
                .isEqualTo(2 * SAMPLES.length + like.length / 2);
    }

    @Test
    void a_few_bytes_behind_the_samples_are_passed_over() {
        byte[] wav = Wavs.joined(Wavs.of(24000, SAMPLES), new byte[3]);

        assertThat(samples(Wav.read(wav).orElseThrow().pcm())).isEqualTo(SAMPLES);
    }

    @Test
    void a_file_is_written_as_others_write_it() {
        assertThat(Wav.file(new Pcm(Wavs.bytes(SAMPLES), 24000))).isEqualTo(Wavs.of(24000, SAMPLES));
    }

    @Test
    void two_channels_are_mixed_to_one() {
        byte[] wav = Wavs.with(
                Wavs.format(1, 2, 16000, 16),
                Wavs.chunk("data", Wavs.bytes(new short[] {100, 300, 32767, 32767, -5, 5})));

        assertThat(samples(Wav.read(wav).orElseThrow().pcm())).containsExactly(200, 32767, 0);
    }

    @Test
    void floats_become_integers_and_never_wrap() {
        byte[] wav = Wavs.with(
                Wavs.format(3, 1, 44100, 32), Wavs.chunk("data", Wavs.floats(0, 0.5f, -1, 1.5f, -7, Float.NaN)));

        assertThat(samples(Wav.read(wav).orElseThrow().pcm())).containsExactly(0, 16384, -32767, 32767, -32768, 0);
    }

    @Test
    void the_extensible_form_is_read_by_what_it_points_to() {
        byte[] wav = Wavs.with(Wavs.extensible(3, 1, 48000, 32), Wavs.chunk("data", Wavs.floats(1)));

        assertThat(samples(Wav.read(wav).orElseThrow().pcm())).containsExactly(32767);
    }

    @Test
    void of_two_files_one_behind_the_other_none_is_lost_in_silence() {
        byte[] one = Wavs.of(24000, SAMPLES);

        assertThat(Wav.read(Wavs.joined(one, one))).isEmpty();
    }

    @Test
    void half_a_sample_at_the_end_is_told() {
        byte[] wav = Wavs.of(24000, SAMPLES);

        assertThat(Wav.read(wav).orElseThrow().isTorn()).isFalse();
        assertThat(Wav.read(Arrays.copyOf(wav, wav.length - 1)).orElseThrow().isTorn())
                .isTrue();
    }

    @Test
    void what_is_no_wav_or_of_another_kind_is_not_read() {
        assertThat(Wav.read(new byte[0])).isEmpty();
        assertThat(Wav.read("ID3 and so on, an mp3 file".getBytes(StandardCharsets.US_ASCII)))
                .isEmpty();
        assertThat(Wav.read(Arrays.copyOf(Wavs.of(24000, SAMPLES), 30))).isEmpty();
        assertThat(Wav.read(Wavs.with(Wavs.format(1, 1, 8000, 8), Wavs.chunk("data", new byte[8]))))
                .isEmpty();
        assertThat(Wav.read(Wavs.with(Wavs.format(1, 0, 8000, 16), Wavs.chunk("data", new byte[8]))))
                .isEmpty();
        assertThat(Wav.read(Wavs.with(Wavs.chunk("data", new byte[8])))).isEmpty();
    }

    private static short[] samples(Pcm pcm) {
        short[] samples = new short[pcm.sampleCount()];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = pcm.sample(i);
        }
        return samples;
    }
}
