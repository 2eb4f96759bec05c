package dev.chorale.common.speech;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CacheKeyTest {
    private static final byte[] SALT = new byte[32];
    private static final Utterance LINE =
            new Utterance("Good evening.", "espeak/en-us", Prosody.NEUTRAL, 7, AudioFormat.WAV, 24000, "Chorale");

    @Test
    void equal_requests_have_one_key() {
        assertThat(key(LINE)).isEqualTo(key(copy(LINE, "Good evening.")));
    }

    @Test
    void a_change_of_any_field_changes_the_key() {
        List<CacheKey> keys = new ArrayList<>();
        keys.add(key(LINE));
        keys.add(key(copy(LINE, "Good evening!")));
        keys.add(key(copy(LINE, "good evening.")));
        keys.add(key(new Utterance(LINE.text(), "espeak/en-gb", LINE.prosody(), 7, AudioFormat.WAV, 24000, "Chorale")));
        for (Prosody prosody : List.of(new Prosody(101, 0, 0), new Prosody(100, 1, 0), new Prosody(100, 0, 1))) {
            keys.add(key(new Utterance(LINE.text(), LINE.voice(), prosody, 7, AudioFormat.WAV, 24000, "Chorale")));
        }
        keys.add(key(new Utterance(LINE.text(), LINE.voice(), LINE.prosody(), 8, AudioFormat.WAV, 24000, "Chorale")));
        keys.add(key(new Utterance(LINE.text(), LINE.voice(), LINE.prosody(), 7, AudioFormat.FLAC, 24000, "Chorale")));
        keys.add(key(new Utterance(LINE.text(), LINE.voice(), LINE.prosody(), 7, AudioFormat.WAV, 22050, "Chorale")));
        keys.add(key(new Utterance(LINE.text(), LINE.voice(), LINE.prosody(), 7, AudioFormat.WAV, 24000, "")));
        for (Style style : List.of(
                new Style(Emotion.HAPPY, 100, ""),
                new Style(Emotion.SAD, 100, ""),
                new Style(Emotion.SAD, 50, ""),
                new Style(Emotion.NONE, 100, "Whisper."))) {
            keys.add(key(styled(style)));
        }
        keys.add(key(made(new MadeVoice("sovits", "en", Map.of("a", "1", "b", "2")))));
        keys.add(key(made(new MadeVoice("sovits", "de", Map.of("a", "1", "b", "2")))));
        keys.add(key(made(new MadeVoice("sovits", "en", Map.of("a", "1", "b", "3")))));
        keys.add(key(made(new MadeVoice("sovits", "en", Map.of("a", "1\",\"b\":\"2")))));
        keys.add(CacheKey.of(SALT, "espeak-ng 1.52", "ffmpeg 5", LINE));
        keys.add(CacheKey.of(SALT, "espeak-ng 1.51", "ffmpeg 6", LINE));
        keys.add(CacheKey.of(new byte[] {1}, "espeak-ng 1.51", "ffmpeg 5", LINE));
        assertThat(keys).doesNotHaveDuplicates();
    }

    @Test
    void no_component_of_an_utterance_is_left_out_of_the_test_above() {
        assertThat(Utterance.class.getRecordComponents()).hasSize(9);
        assertThat(Prosody.class.getRecordComponents()).hasSize(3);
        assertThat(Style.class.getRecordComponents()).hasSize(3);
    }

    @Test
    void a_made_voice_has_one_version_however_its_settings_are_ordered_and_another_key_on_another_build() {
        Map<String, String> backwards = new LinkedHashMap<>();
        backwards.put("b", "2");
        backwards.put("a", "1");
        Utterance line = made(new MadeVoice("sovits", "en", backwards));

        assertThat(key(line)).isEqualTo(key(made(new MadeVoice("sovits", "en", Map.of("a", "1", "b", "2")))));
        assertThat(CacheKey.of(SALT, "another build", "ffmpeg 5", line)).isNotEqualTo(key(line));
        assertThat(line.engine()).isEqualTo("sovits");
    }

    @Test
    void values_never_run_into_each_other() {
        assertThat(CacheKey.of(SALT, "ab", "c", LINE)).isNotEqualTo(CacheKey.of(SALT, "a", "bc", LINE));
    }

    @Test
    void a_known_request_keeps_its_key_over_releases() {
        assertThat(key(LINE).hex()).isEqualTo("f7624b9f96577f508515d5bc88319fafd93b457294f3ab87de73205d6eb1692c");
    }

    @Test
    void random_requests_do_not_collide() {
        Random random = new Random(4711);
        Set<CacheKey> keys = new HashSet<>();
        for (int i = 0; i < 20_000; i++) {
            Prosody prosody =
                    new Prosody(25 + random.nextInt(376), random.nextInt(2401) - 1200, random.nextInt(301) - 200);
            keys.add(key(new Utterance("line " + i, LINE.voice(), prosody, 7, AudioFormat.WAV, 24000, "")));
        }
        assertThat(keys).hasSize(20_000);
    }

    @Test
    void a_derived_seed_is_in_range_and_the_same_for_each_format() {
        int seed = CacheKey.derivedSeed(SALT, "b", LINE);
        Utterance flac = new Utterance(LINE.text(), LINE.voice(), LINE.prosody(), 9, AudioFormat.FLAC, 48000, "");
        assertThat(seed).isBetween(1, 100_000_000).isEqualTo(33_984_287);
        assertThat(CacheKey.derivedSeed(SALT, "b", flac)).isEqualTo(seed);
        assertThat(CacheKey.derivedSeed(SALT, "b", copy(LINE, "Another."))).isEqualTo(seed);
        assertThat(CacheKey.derivedSeed(SALT, "c", LINE)).isNotEqualTo(seed);
        assertThat(CacheKey.derivedSeed(SALT, "b", styled(new Style(Emotion.SAD, 100, ""))))
                .isNotEqualTo(seed);
    }

    @Test
    void a_segment_has_one_key_however_the_audio_leaves_and_another_with_each_change_of_its_sound() {
        Utterance other = new Utterance(LINE.text(), LINE.voice(), LINE.prosody(), 7, AudioFormat.OPUS, 48000, "");
        assertThat(segment("b", 24000, other)).isEqualTo(segment("b", 24000, LINE));

        List<CacheKey> keys = new ArrayList<>(List.of(key(LINE), segment("b", 24000, LINE)));
        keys.add(segment("c", 24000, LINE));
        keys.add(segment("b", 22050, LINE));
        keys.add(segment("b", 24000, LINE.drawnFrom(8)));
        keys.add(segment("b", 24000, copy(LINE, "Good evening!")));
        keys.add(segment("b", 24000, styled(new Style(Emotion.SAD, 100, ""))));
        keys.add(CacheKey.ofSegment(new byte[] {1}, "b", 24000, LINE));
        for (Prosody prosody : List.of(new Prosody(101, 0, 0), new Prosody(100, 1, 0), new Prosody(100, 0, 1))) {
            keys.add(segment(
                    "b", 24000, new Utterance(LINE.text(), LINE.voice(), prosody, 7, AudioFormat.WAV, 24000, "")));
        }
        assertThat(keys).doesNotHaveDuplicates();
    }

    private static CacheKey segment(String voiceVersion, int sampleRateHz, Utterance line) {
        return CacheKey.ofSegment(SALT, voiceVersion, sampleRateHz, line);
    }

    private static Utterance styled(Style style) {
        return new Utterance(
                LINE.text(), LINE.voice(), LINE.prosody(), style, 7, AudioFormat.WAV, 24000, "Chorale", null);
    }

    private static Utterance made(MadeVoice voice) {
        return new Utterance(
                LINE.text(),
                "voice_1",
                LINE.prosody(),
                Style.NONE,
                7,
                LINE.format(),
                LINE.sampleRateHz(),
                "Chorale",
                voice);
    }

    private static CacheKey key(Utterance utterance) {
        return CacheKey.of(SALT, "espeak-ng 1.51", "ffmpeg 5", utterance);
    }

    private static Utterance copy(Utterance u, String text) {
        return new Utterance(text, u.voice(), u.prosody(), u.seed(), u.format(), u.sampleRateHz(), u.markProducer());
    }
}
