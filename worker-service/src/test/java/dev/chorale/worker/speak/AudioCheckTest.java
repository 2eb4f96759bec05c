package dev.chorale.worker.speak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.common.speech.Prosody;
import dev.chorale.common.speech.SpokenText;
import dev.chorale.worker.engine.EngineVoice;
import dev.chorale.worker.engine.Pcm;
import dev.chorale.worker.engine.Segment;
import dev.chorale.worker.engine.Spoken;
import dev.chorale.worker.engine.espeak.EspeakEngine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class AudioCheckTest {
    private static final int RATE_HZ = 22050;
    private static final String SENTENCE = "The old sailor tells a story about the sea.";
    private static final int TEXTS_A_VOICE = 4;

    private final AudioCheck check = new AudioCheck();

    @Test
    void a_tone_of_fitting_length_is_plausible() {
        assertThat(verdict(SENTENCE, Tones.tone(2.5, 8000, RATE_HZ))).isInstanceOf(AudioCheck.Verdict.Plausible.class);
    }

    @Test
    void what_not_every_engine_says_may_be_silent() {
        assertThat(verdict("½ ①", Tones.tone(1, 0, RATE_HZ))).isInstanceOf(AudioCheck.Verdict.Plausible.class);
    }

    @Test
    void letters_that_nobody_sees_may_be_silent() {
        assertThat(verdict("\u3164\uFFA0\u115F\u1160", Tones.tone(1, 0, RATE_HZ)))
                .isInstanceOf(AudioCheck.Verdict.Plausible.class);
    }

    @Test
    void a_constant_is_silence_however_large_it_is() {
        byte[] constant = new byte[2 * 3 * RATE_HZ];
        for (int i = 0; i < constant.length; i += 2) {
            constant[i + 1] = 0x20;
        }
        assertFault(SENTENCE, new Pcm(constant, RATE_HZ), AudioCheck.Fault.SILENT);
    }

    @Test
    void at_the_least_volume_as_much_of_a_quiet_voice_is_heard_as_at_its_own() {
        assertThat(loudSeconds(100)).isEqualTo(loudSeconds(1000));
    }

    /** Of two seconds of a tone and two that are a tenth as loud. */
    private double loudSeconds(int peak) {
        byte[] both = Arrays.copyOf(Tones.tone(2, peak, RATE_HZ).bytes(), 2 * 4 * RATE_HZ);
        byte[] quiet = Tones.tone(2, peak / 10, RATE_HZ).bytes();
        System.arraycopy(quiet, 0, both, 2 * 2 * RATE_HZ, quiet.length);
        return ((AudioCheck.Verdict.Plausible) verdict(SENTENCE, new Pcm(both, RATE_HZ))).loudSeconds();
    }

    @Test
    void another_rate_than_the_engines_is_refused() {
        assertFault(SENTENCE, Tones.tone(2.5, 8000, 16000), AudioCheck.Fault.WRONG_RATE);
    }

    @Test
    void half_a_sample_is_refused() {
        byte[] whole = Tones.tone(2.5, 8000, RATE_HZ).bytes();
        assertFault(SENTENCE, new Pcm(Arrays.copyOf(whole, whole.length - 1), RATE_HZ), AudioCheck.Fault.TORN_SAMPLE);
    }

    @Test
    void no_audio_and_silence_are_refused() {
        assertFault(SENTENCE, new Pcm(new byte[0], RATE_HZ), AudioCheck.Fault.EMPTY);
        assertFault(SENTENCE, new Pcm(new byte[2 * 3 * RATE_HZ], RATE_HZ), AudioCheck.Fault.SILENT);
        assertFault(SENTENCE, Tones.tone(3, 20, RATE_HZ), AudioCheck.Fault.SILENT);
    }

    @Test
    void audio_that_mostly_stands_at_full_scale_is_refused() {
        byte[] noise = new byte[2 * 3 * RATE_HZ];
        for (int i = 0; i < noise.length; i += 2) {
            noise[i] = (byte) (i % 4 == 0 ? 0xFF : 0x00);
            noise[i + 1] = (byte) (i % 4 == 0 ? 0x7F : 0x80);
        }
        assertFault(SENTENCE, new Pcm(noise, RATE_HZ), AudioCheck.Fault.CLIPPED);
    }

    @Test
    void a_first_word_followed_by_silence_is_too_short() {
        byte[] padded = Arrays.copyOf(Tones.tone(0.4, 8000, RATE_HZ).bytes(), 2 * 5 * RATE_HZ);
        assertFault(SENTENCE, new Pcm(padded, RATE_HZ), AudioCheck.Fault.TOO_SHORT);
    }

    @Test
    void babble_without_end_is_too_long() {
        assertFault("Yes.", Tones.tone(30, 8000, RATE_HZ), AudioCheck.Fault.TOO_LONG);
    }

    @Test
    void slow_speech_takes_longer_and_fast_speech_less() {
        assertThat(check.check(SENTENCE, 400, RATE_HZ, Tones.tone(0.6, 8000, RATE_HZ)))
                .isInstanceOf(AudioCheck.Verdict.Plausible.class);
        assertThat(check.check(SENTENCE, 25, RATE_HZ, Tones.tone(2.5, 8000, RATE_HZ)))
                .isInstanceOf(AudioCheck.Verdict.Implausible.class);
    }

    @Test
    void silence_is_right_for_a_text_that_says_nothing() {
        assertThat(verdict("…", new Pcm(new byte[1000], RATE_HZ))).isInstanceOf(AudioCheck.Verdict.Plausible.class);
    }

    @Test
    void the_figures_tell_what_was_measured_and_not_the_text() {
        assertThat(verdict(SENTENCE, Tones.tone(0.4, 8000, RATE_HZ)))
                .isInstanceOfSatisfying(
                        AudioCheck.Verdict.Implausible.class,
                        found -> assertThat(found.figures()).matches("0\\.4\\d s \\(expected 0\\.\\d\\d or more\\)"));
    }

    @Test
    void good_speech_of_every_voice_passes_and_its_first_quarter_mostly_does_not() throws Exception {
        EspeakEngine engine = EspeakEngine.open("espeak", "espeak-ng", "ffmpeg", 2);
        List<Heard> heard = new ArrayList<>();
        try (ExecutorService hands = Executors.newFixedThreadPool(2)) {
            List<Future<Heard>> all = new ArrayList<>();
            for (EngineVoice voice : engine.card().voices()) {
                SpeechCorpus corpus = new SpeechCorpus(7, voice.language());
                for (int i = 0; i < TEXTS_A_VOICE; i++) {
                    all.add(hands.submit(heard(engine, voice, SpokenText.normalise(corpus.next()), i)));
                }
            }
            for (Future<Heard> one : all) {
                heard.add(one.get());
            }
        }
        Predicate<Heard> passes =
                h -> check.check(h.text, h.speedPercent, RATE_HZ, h.pcm) instanceof AudioCheck.Verdict.Plausible;

        assertThat(heard).hasSizeGreaterThan(500);
        assertThat(heard.stream().filter(passes.negate()).map(h -> h.voice + ": " + h.text))
                .hasSizeLessThan(heard.size() / 200);
        assertThat(heard.stream().map(Heard::firstQuarter).filter(Heard::isLong).filter(passes))
                .hasSizeLessThan(heard.size() / 4);
    }

    private record Heard(String voice, String text, int speedPercent, Pcm pcm) {
        Heard firstQuarter() {
            byte[] part = Arrays.copyOf(pcm.bytes(), pcm.sampleCount() / 4 * 2);
            return new Heard(voice, text, speedPercent, new Pcm(part, pcm.sampleRateHz()));
        }

        boolean isLong() {
            return text.length() > 40;
        }
    }

    private static Callable<Heard> heard(EspeakEngine engine, EngineVoice voice, String text, int draw) {
        int speedPercent = List.of(100, 100, 200, 100).get(draw % 4);
        var segment = new Segment(text, voice.nativeName(), new Prosody(speedPercent, 0, 0), 1);
        return () -> new Heard(voice.nativeName(), text, speedPercent, ((Spoken.Speech) engine.speak(segment)).pcm());
    }

    private AudioCheck.Verdict verdict(String text, Pcm pcm) {
        return check.check(text, 100, RATE_HZ, pcm);
    }

    private void assertFault(String text, Pcm pcm, AudioCheck.Fault fault) {
        assertThat(verdict(text, pcm))
                .isInstanceOfSatisfying(
                        AudioCheck.Verdict.Implausible.class,
                        found -> assertThat(found.fault()).isEqualTo(fault));
    }
}
