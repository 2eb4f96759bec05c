package dev.chorale.worker.engine.espeak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.chorale.common.speech.Prosody;
import dev.chorale.common.speech.Skill;
import dev.chorale.worker.engine.EngineFailure;
import dev.chorale.worker.engine.EngineVoice;
import dev.chorale.worker.engine.Pcm;
import dev.chorale.worker.engine.Segment;
import dev.chorale.worker.engine.Spoken;
import dev.chorale.worker.engine.child.Child;
import dev.chorale.worker.engine.child.Ending;
import dev.chorale.worker.engine.child.Limits;
import dev.chorale.worker.engine.child.Waiting;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EspeakEngineTest {
    private static final String MORNING =
            "Amanda alone may now allow a lawn, and a long yellow line will remain in the morning.";

    private static EspeakEngine engine;

    @BeforeAll
    static void open() throws Exception {
        engine = EspeakEngine.open("espeak", "espeak-ng", "ffmpeg", 2);
    }

    @Test
    void its_card_tells_build_rate_and_voices_by_language_code() {
        assertThat(engine.card().build()).matches("espeak-ng \\d+\\.\\d+.*");
        assertThat(engine.card().sampleRateHz()).isEqualTo(22050);
        assertThat(engine.card().voices())
                .hasSizeGreaterThan(100)
                .contains(new EngineVoice("en-us", "en-US", "English (America)", Set.of(Skill.EMPHASIS, Skill.ARPABET)))
                .extracting(EngineVoice::nativeName)
                .contains("cmn", "de", "fr-fr", "yue")
                .doesNotHaveDuplicates();
    }

    @Test
    void every_listed_voice_speaks() throws Exception {
        for (EngineVoice voice : engine.card().voices()) {
            assertThat(spoken(voice.nativeName(), "ma 1", Prosody.NEUTRAL).sampleCount())
                    .as(voice.nativeName())
                    .isGreaterThan(2000);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "en-us|Hello world, this is <b>bold</b> & 3 < 4; [one] bracket.",
                "cmn|今天天气很好，我们一起去公园散步吧。",
                "de|Straße, Maß und -Wert: 1.234,5 €",
                "fr-fr|-v cmn --help"
            })
    void neutral_speech_is_byte_for_byte_what_espeak_ng_gives(String voice, String text) throws Exception {
        assertThat(spoken(voice, text, Prosody.NEUTRAL).bytes()).isEqualTo(direct(voice, text));
    }

    @ParameterizedTest
    @CsvSource({
        "[[h@loU]],[h@loU]]",
        "x[[[[h@loU]]]]y,x[h@loU]]]]y",
        "say [[h@loU,say [h@loU",
        "[\u00AD[h@loU]],[h@loU]]",
        "[\u200C\u00AD[h@loU]],[h@loU]]",
        "arr[[0]] is,arr[0]] is"
    })
    void double_brackets_are_read_as_one_bracket_never_as_phonemes(String text, String same) throws Exception {
        assertThat(spoken("en-us", text, Prosody.NEUTRAL).bytes()).isEqualTo(direct("en-us", same));
    }

    @Test
    void embedded_commands_are_not_obeyed() throws Exception {
        assertThat(spoken("en-us", "one \u0001+90P two", Prosody.NEUTRAL).bytes())
                .isEqualTo(direct("en-us", "one  +90P two"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"klingon-x", "", "../../etc/passwd", "EN-US", "--help"})
    void an_unknown_voice_is_refused_for_good(String voice) throws Exception {
        assertThat(engine.speak(new Segment("hello", voice, Prosody.NEUTRAL, 1)))
                .isInstanceOfSatisfying(Spoken.Refused.class, refused -> {
                    assertThat(refused.failure().code()).isEqualTo("unknown_native_voice");
                    assertThat(refused.failure().kind()).isEqualTo(EngineFailure.Kind.PERMANENT);
                });
    }

    @ParameterizedTest
    @ValueSource(ints = {25, 40, 50, 75, 150, 200, 300, 400})
    void speed_divides_the_duration(int percent) throws Exception {
        double own = seconds(spoken("en-us", MORNING, Prosody.NEUTRAL));
        double asked = seconds(spoken("en-us", MORNING, new Prosody(percent, 0, 0)));

        assertThat(own / asked * 100).isCloseTo(percent, within(0.04 * percent));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1200, -700, -200, 50, 300, 700, 1200})
    void pitch_moves_by_semitones_and_keeps_length_and_level(int cents) throws Exception {
        Pcm own = spoken("en-us", MORNING, Prosody.NEUTRAL);
        Pcm shifted = spoken("en-us", MORNING, new Prosody(100, cents, 0));

        double moved = 1200 * Math.log(Voiceprint.medianHz(shifted) / Voiceprint.medianHz(own)) / Math.log(2);
        assertThat(moved).isCloseTo(cents, within(50.0));
        assertThat(shifted.sampleCount()).isEqualTo(own.sampleCount());
        assertThat(Voiceprint.rms(shifted)).isCloseTo(Voiceprint.rms(own), within(0.05 * Voiceprint.rms(own)));
    }

    @Test
    void slow_and_shifted_speech_is_the_same_at_each_run() throws Exception {
        Prosody prosody = new Prosody(30, 450, 60);

        assertThat(spoken("de", "Guten Morgen!", prosody).bytes())
                .isEqualTo(spoken("de", "Guten Morgen!", prosody).bytes());
    }

    @ParameterizedTest
    @ValueSource(ints = {-200, -60, 60})
    void volume_is_decibels(int centibels) throws Exception {
        double own = Voiceprint.rms(spoken("en-us", MORNING, Prosody.NEUTRAL));
        double asked = Voiceprint.rms(spoken("en-us", MORNING, new Prosody(100, 0, centibels)));

        assertThat(20 * Math.log10(asked / own)).isCloseTo(centibels / 10.0, within(0.5));
    }

    @Test
    void an_interrupt_aborts_a_hanging_engine_and_leaves_no_child(@TempDir Path dir) throws Exception {
        EspeakEngine hanging = EspeakEngine.open("espeak", program(dir, "exec sleep 71.25"), "ffmpeg", 1);
        Thread caller = Thread.ofVirtual().start(() -> {
            try {
                hanging.speak(new Segment("hello", "en-us", Prosody.NEUTRAL, 1));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        Waiting.until(() -> running("71.25"));
        caller.interrupt();

        assertThat(caller.join(Duration.ofSeconds(10))).isTrue();
        assertThat(running("71.25")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "exit 1",
                "kill -9 $$",
                "echo this is no WAV and longer than its header would have to be",
                "exit 0"
            })
    void a_broken_engine_is_a_transient_failure_that_tells_no_text(String script, @TempDir Path dir) throws Exception {
        EspeakEngine broken = EspeakEngine.open("espeak", program(dir, script), "ffmpeg", 1);

        assertThat(broken.speak(new Segment("sesame", "en-us", Prosody.NEUTRAL, 1)))
                .isInstanceOfSatisfying(Spoken.Refused.class, refused -> {
                    assertThat(refused.failure().code()).isEqualTo("engine_failed");
                    assertThat(refused.failure().kind()).isEqualTo(EngineFailure.Kind.TRANSIENT);
                    assertThat(refused.failure().message()).doesNotContain("sesame");
                });
    }

    /** A program that presents itself as espeak-ng and does something else when it is to speak. */
    private static String program(Path dir, String speaking) throws Exception {
        Path program = dir.resolve("espeak-ng");
        Files.writeString(program, """
                #!/bin/sh
                case "$*" in
                  --version) echo 'eSpeak NG text-to-speech: 9.9' ;;
                  --voices) printf 'Pty\\n 5  en-us --/M English_(America) gmw/en-US (en 3)\\n' ;;
                  *-q*) ;;
                  *) %s ;;
                esac
                """.formatted(speaking), StandardCharsets.UTF_8);
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        return program.toString();
    }

    private static Pcm spoken(String voice, String text, Prosody prosody) throws Exception {
        Spoken spoken = engine.speak(new Segment(text, voice, prosody, 1));
        assertThat(spoken).isInstanceOf(Spoken.Speech.class);
        return ((Spoken.Speech) spoken).pcm();
    }

    private static byte[] direct(String voice, String text) throws Exception {
        Ending ending = Child.run(
                List.of("espeak-ng", "-v", voice, "--stdin", "--stdout"),
                text.getBytes(StandardCharsets.UTF_8),
                new Limits(Duration.ofSeconds(20), 1 << 26));
        byte[] wav = ((Ending.Ended) ending).output();
        return Arrays.copyOfRange(wav, 44, wav.length);
    }

    private static double seconds(Pcm pcm) {
        return (double) pcm.sampleCount() / pcm.sampleRateHz();
    }

    private static boolean running(String argument) {
        return ProcessHandle.current()
                .descendants()
                .anyMatch(p ->
                        p.info().arguments().map(List::of).orElse(List.of()).contains(argument));
    }
}
