package dev.chorale.worker.speak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.chorale.common.speech.AudioFormat;
import dev.chorale.common.speech.Cue;
import dev.chorale.common.speech.MadeVoice;
import dev.chorale.common.speech.Prosody;
import dev.chorale.common.speech.SpokenText;
import dev.chorale.common.speech.Style;
import dev.chorale.common.speech.Utterance;
import dev.chorale.worker.engine.EngineFailure;
import dev.chorale.worker.engine.Pcm;
import dev.chorale.worker.engine.SpeechEngine;
import dev.chorale.worker.engine.Spoken;
import dev.chorale.worker.engine.child.Child;
import dev.chorale.worker.engine.child.Ending;
import dev.chorale.worker.engine.child.Limits;
import dev.chorale.worker.engine.child.Waiting;
import dev.chorale.worker.engine.espeak.EspeakEngine;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpeakerTest {
    private static final String THREE = "First comes this sentence. Then there is another one. Last of all the third.";

    private static EspeakEngine espeak;

    private final List<Double> progress = new ArrayList<>();
    private final AtomicInteger counted = new AtomicInteger();

    @TempDir
    Path dir;

    private Speaker speaker;

    @BeforeAll
    static void openEngine() throws Exception {
        espeak = EspeakEngine.open("espeak", "espeak-ng", "ffmpeg", 2);
    }

    @BeforeEach
    void open() throws Exception {
        speaker = new Speaker(
                Encoder.open("ffmpeg", dir),
                new Tries(new AudioCheck(), name -> counted.incrementAndGet(), _ -> {}, new Random(1)),
                2);
    }

    @ParameterizedTest
    @CsvSource({"espeak/en-us,Hello there. How are you?", "espeak/cmn,今天天气很好。我们去公园吧！"})
    void a_text_becomes_a_recording(String voice, String text) throws Exception {
        Take.Done done = done(speak(utterance(voice, text, AudioFormat.WAV, 24000), espeak));

        Probe probe = Probe.of(done.recording().file());
        assertThat(probe.seconds() * 1000).isCloseTo(done.recording().durationMs(), within(2.0));
        assertThat(done.recording().durationMs()).isGreaterThan(1000);
        assertThat(done.engineCalls()).isEqualTo(2).isEqualTo(counted.get());
        assertThat(progress).isSorted().hasSize(2).endsWith(1.0);
        assertThat(speaker.encoderBuild()).startsWith("ffmpeg ");
    }

    @Test
    void a_chapter_is_as_long_as_its_segments_spoken_by_espeak_ng_directly() throws Exception {
        String chapter = chapter();
        long samples = 0;
        for (String segment : Segments.cut(chapter, "en-US", espeak.card().maxSegmentCodePoints())) {
            samples += direct(segment);
        }
        Take.Done done = done(speak(utterance("espeak/en-us", chapter, AudioFormat.PCM, 16000), espeak));

        assertThat(chapter.length()).isGreaterThan(2000);
        assertThat(done.recording().durationMs()).isEqualTo(samples * 1000 / 22050);
        assertThat(done.recording().bytes() / 2.0 / 16000).isCloseTo(samples / 22050.0, within(0.001));
    }

    @Test
    void segments_stay_in_order_however_they_finish() throws Exception {
        CountDownLatch secondIsDone = new CountDownLatch(1);
        ScriptedEngine engine = new ScriptedEngine((segment, _) -> {
            if (segment.text().startsWith("First")) {
                secondIsDone.await();
                return speech(2.0, 4000);
            }
            secondIsDone.countDown();
            return speech(2.0, 12000);
        });
        Take.Done done = done(speak(utterance("scripted/one", THREE, AudioFormat.PCM, 16000), engine));

        Pcm pcm = new Pcm(Files.readAllBytes(done.recording().file()), 16000);
        assertThat(peak(pcm, 0, 32000)).isEqualTo(4000);
        assertThat(peak(pcm, 32000, 96000)).isEqualTo(12000);
    }

    @Test
    void a_pause_is_exact_silence_and_no_call() throws Exception {
        ScriptedEngine engine = new ScriptedEngine((_, _) -> speech(2.0, 8000));
        Take.Done done = done(speak(
                utterance("scripted/one", "One sentence here.[pause 750ms] And another one.", AudioFormat.PCM, 16000),
                engine));

        Pcm pcm = new Pcm(Files.readAllBytes(done.recording().file()), 16000);
        assertThat(pcm.sampleCount()).isEqualTo(32000 + 12000 + 32000);
        assertThat(peak(pcm, 32000, 44000)).isZero();
        assertThat(peak(pcm, 44000, 44100)).isPositive();
        assertThat(done.engineCalls()).isEqualTo(2);
        assertThat(done.cues())
                .containsExactly(new Cue(0, 2000, "One sentence here."), new Cue(2750, 4750, "And another one."));
        assertThat(progress).isSorted().endsWith(1.0);
    }

    @Test
    void markup_that_the_voice_cannot_say_fails_for_good_without_a_call() throws Exception {
        ScriptedEngine engine = new ScriptedEngine((_, _) -> speech(2.0, 8000));
        EngineFailure failure =
                failed(speak(utterance("scripted/one", "Say [HH][AY1].", AudioFormat.WAV, 24000), engine));

        assertThat(failure.code()).isEqualTo("engine_refused");
        assertThat(failure.kind()).isEqualTo(EngineFailure.Kind.PERMANENT);
        assertThat(counted).hasValue(0);
    }

    @ParameterizedTest
    @CsvSource({"0.0,0", "2.0,0", "0.2,8000", "200.0,8000"})
    void audio_that_cannot_be_the_text_fails_the_run(double seconds, int amplitude) throws Exception {
        ScriptedEngine engine = new ScriptedEngine(
                (segment, _) -> segment.text().startsWith("Then") ? speech(seconds, amplitude) : speech(2.0, 8000));
        EngineFailure failure = failed(speak(utterance("scripted/one", THREE, AudioFormat.MP3, 24000), engine));

        assertThat(failure.code()).isEqualTo("implausible_audio");
        assertThat(failure.kind()).isEqualTo(EngineFailure.Kind.TRANSIENT);
        assertThat(failure.message()).doesNotContain("another");
        assertThat(dir).isEmptyDirectory();
    }

    @Test
    void audio_at_a_strange_rate_or_torn_fails_the_run() throws Exception {
        for (Pcm bad : List.of(Tones.tone(2, 8000, 22050), new Pcm(new byte[40_001], 16000))) {
            ScriptedEngine engine = new ScriptedEngine((_, _) -> new Spoken.Speech(bad));
            assertThat(failed(speak(utterance("scripted/one", THREE, AudioFormat.WAV, 24000), engine))
                            .code())
                    .isEqualTo("implausible_audio");
        }
    }

    @Test
    void an_engines_refusal_is_the_runs() throws Exception {
        ScriptedEngine engine =
                new ScriptedEngine((_, _) -> Spoken.refused("engine_failed", EngineFailure.Kind.TRANSIENT, "it broke"));

        assertThat(failed(speak(utterance("scripted/one", THREE, AudioFormat.WAV, 24000), engine)))
                .isEqualTo(new EngineFailure("engine_failed", EngineFailure.Kind.TRANSIENT, "it broke"));
        assertThat(dir).isEmptyDirectory();
    }

    @Test
    void an_unknown_voice_fails_for_good_without_a_call() throws Exception {
        assertThat(failed(speak(utterance("espeak/nobody", THREE, AudioFormat.WAV, 24000), espeak))
                        .code())
                .isEqualTo("unknown_native_voice");
        assertThat(counted).hasValue(0);
    }

    @Test
    void a_made_voice_is_told_to_the_engine_and_its_language_says_where_to_cut() throws Exception {
        ScriptedEngine engine = new ScriptedEngine((_, _) -> speech(2.0, 8000));
        MadeVoice voice = new MadeVoice("scripted", "de", Map.of("speaker", "7"));
        Utterance line = new Utterance(
                "Das kostet 3 Mio. Euro und Zeit.",
                "voice_1",
                Prosody.NEUTRAL,
                Style.NONE,
                1,
                AudioFormat.WAV,
                24000,
                "",
                voice);
        done(speak(line, engine));

        assertThat(engine.calls).hasSize(1);
        assertThat(engine.calls.peek().made()).isEqualTo(voice);
    }

    @Test
    void a_failure_tells_how_long_the_engine_worked_for_nothing() throws Exception {
        ScriptedEngine engine = new ScriptedEngine((segment, _) -> {
            TimeUnit.MILLISECONDS.sleep(segment.text().startsWith("Last") ? 400 : 20);
            return segment.text().startsWith("Last")
                    ? Spoken.refused(EngineFailure.ENGINE_FAILED, EngineFailure.Kind.TRANSIENT, "it broke")
                    : speech(2.0, 8000);
        });

        assertThat(speak(utterance("scripted/one", THREE, AudioFormat.WAV, 16000), engine))
                .isInstanceOfSatisfying(
                        Take.Failed.class,
                        failed -> assertThat(failed.engineMs()).isGreaterThanOrEqualTo(440));
    }

    @Test
    void an_interrupt_aborts_a_hanging_engine_and_leaves_nothing() throws Exception {
        CountDownLatch hanging = new CountDownLatch(2);
        AtomicInteger aborted = new AtomicInteger();
        ScriptedEngine engine = new ScriptedEngine((_, _) -> {
            try {
                hanging.countDown();
                new CountDownLatch(1).await();
                throw new AssertionError("nobody counts down");
            } catch (InterruptedException e) {
                aborted.incrementAndGet();
                throw e;
            }
        });
        Thread caller = Thread.ofVirtual().start(() -> {
            try {
                speak(utterance("scripted/one", THREE, AudioFormat.OPUS, 48000), engine);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        hanging.await();
        caller.interrupt();

        assertThat(caller.join(Duration.ofSeconds(10))).isTrue();
        assertThat(aborted).hasValue(2);
        assertThat(dir).isEmptyDirectory();
        Waiting.until(() -> ProcessHandle.current().descendants().noneMatch(ProcessHandle::isAlive));
    }

    private Take speak(Utterance utterance, SpeechEngine engine) throws InterruptedException {
        return speaker.speak(utterance, "content-id", engine, SegmentShelf.NONE, progress::add);
    }

    private static Utterance utterance(String voice, String text, AudioFormat format, int rateHz) {
        return new Utterance(SpokenText.normalise(text), voice, Prosody.NEUTRAL, 1, format, rateHz, "Example");
    }

    private static Spoken speech(double seconds, int amplitude) {
        return new Spoken.Speech(Tones.tone(seconds, amplitude, 16000));
    }

    private static Take.Done done(Take take) {
        assertThat(take).isInstanceOf(Take.Done.class);
        return (Take.Done) take;
    }

    private static EngineFailure failed(Take take) {
        assertThat(take).isInstanceOf(Take.Failed.class);
        return ((Take.Failed) take).failure();
    }

    private static int peak(Pcm pcm, int from, int to) {
        int peak = 0;
        for (int i = from; i < to; i++) {
            peak = Math.max(peak, Math.abs(pcm.sample(i)));
        }
        return peak;
    }

    private static long direct(String text) throws InterruptedException {
        Ending ending = Child.run(
                List.of("espeak-ng", "-v", "en-us", "--stdin", "--stdout"),
                text.getBytes(StandardCharsets.UTF_8),
                new Limits(Duration.ofSeconds(20), 1 << 26));
        return (((Ending.Ended) ending).output().length - 44) / 2;
    }

    private static String chapter() {
        StringBuilder chapter = new StringBuilder("Chapter One\n");
        for (int i = 1; chapter.length() < 2400; i++) {
            chapter.append("On day ")
                    .append(i)
                    .append(", Mr. Brown, who was ")
                    .append(20 + i)
                    .append(" years old, walked to the harbour; the sea was calm! \"Is it?\" he asked. ");
        }
        return chapter.toString();
    }
}
