package dev.chorale.worker.speak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.common.speech.AudioFormat;
import dev.chorale.common.speech.Prosody;
import dev.chorale.common.speech.Utterance;
import dev.chorale.worker.engine.EngineFailure;
import dev.chorale.worker.engine.EngineFailure.Kind;
import dev.chorale.worker.engine.Spoken;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TriesTest {
    private static final String THREE = "First comes this sentence. Then there is another one. Last of all the third.";

    private final Queue<Duration> pauses = new ConcurrentLinkedQueue<>();
    private final AtomicInteger counted = new AtomicInteger();
    private final Map<String, Integer> triesOf = new ConcurrentHashMap<>();

    @TempDir
    Path dir;

    private Speaker speaker;

    @BeforeEach
    void open() throws Exception {
        Tries tries = new Tries(new AudioCheck(), _ -> counted.incrementAndGet(), pauses::add, new Random(1));
        speaker = new Speaker(Encoder.open("ffmpeg", dir), tries, 2);
    }

    @Test
    void a_bad_take_is_repeated_at_once() throws Exception {
        ScriptedEngine engine =
                new ScriptedEngine((_, before) -> new Spoken.Speech(Tones.tone(before == 0 ? 0.1 : 2.0, 8000, 16000)));

        assertThat(speak("Only this one sentence here.", engine)).isInstanceOfSatisfying(Take.Done.class, done -> {
            assertThat(done.engineCalls()).isEqualTo(2).isEqualTo(counted.get());
            assertThat(done.recording().durationMs()).isEqualTo(2000);
        });
        assertThat(pauses).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"TRANSIENT", "OVERLOADED"})
    void a_segment_of_several_that_fails_twice_is_tried_a_third_time_after_drawn_pauses(Kind kind) throws Exception {
        Take take = speak(THREE, failing("Then", 2, failure(kind)));

        assertThat(take)
                .isInstanceOfSatisfying(
                        Take.Done.class, done -> assertThat(done.engineCalls()).isEqualTo(5));
        assertThat(counted).hasValue(5);
        assertThat(pauses)
                .hasSize(2)
                .doesNotHaveDuplicates()
                .allMatch(pause -> pause.compareTo(Duration.ofSeconds(2)) < 0);
    }

    @Test
    void one_that_fails_three_times_fails_the_run() throws Exception {
        assertThat(failed(speak(THREE, failing("Then", 3, failure(Kind.TRANSIENT)))))
                .isEqualTo("engine_failed");
        assertThat(triesOf).containsEntry("Then", 3);
    }

    @ParameterizedTest
    @EnumSource(names = {"CRASHED", "PERMANENT"})
    void what_an_engine_died_of_and_what_it_will_never_speak_is_asked_for_once(Kind kind) throws Exception {
        failed(speak(THREE, failing("Then", 1, failure(kind))));

        assertThat(triesOf).containsEntry("Then", 1);
        assertThat(pauses).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"engine_timeout, TRANSIENT", "engine_misconfigured, TRANSIENT", "engine_busy, OVERLOADED"})
    void what_a_quick_repetition_would_meet_again_is_asked_for_once(String code, Kind kind) throws Exception {
        EngineFailure failure = new EngineFailure(code, kind, "it took too long");
        assertThat(failed(speak(THREE, failing("Then", 1, failure)))).isEqualTo(code);

        assertThat(triesOf).containsEntry("Then", 1);
        assertThat(pauses).isEmpty();
    }

    @Test
    void audio_that_is_doubted_twice_is_repeated_after_a_pause() throws Exception {
        ScriptedEngine engine = new ScriptedEngine((segment, _) -> {
            boolean isTorn = segment.text().startsWith("Then") && triesOf.merge("Then", 1, Integer::sum) <= 2;
            return new Spoken.Speech(Tones.tone(isTorn ? 0.1 : 2.0, 8000, 16000));
        });

        assertThat(speak(THREE, engine)).isInstanceOf(Take.Done.class);
        assertThat(triesOf).containsEntry("Then", 3);
        assertThat(pauses).hasSize(1);
    }

    @Test
    void a_text_of_one_segment_is_tried_again_as_a_run_alone() throws Exception {
        failed(speak("Then there is one.", failing("Then", 1, failure(Kind.TRANSIENT))));

        assertThat(counted).hasValue(1);
    }

    @Test
    void an_engine_is_left_alone_for_as_long_as_it_asks_or_the_run_is_given_back() throws Exception {
        assertThat(speak(THREE, failing("Then", 1, full(Duration.ofSeconds(8)))))
                .isInstanceOf(Take.Done.class);
        assertThat(pauses)
                .singleElement()
                .satisfies(pause -> assertThat(pause).isBetween(Duration.ofSeconds(8), Duration.ofSeconds(9)));

        triesOf.clear();
        assertThat(failed(speak(THREE, failing("Then", 1, full(Duration.ofSeconds(30))))))
                .isEqualTo("engine_overloaded");
    }

    @Test
    void an_engine_that_fails_often_gets_few_calls_more_than_there_are_segments() throws Exception {
        EngineFailure failure = failure(Kind.TRANSIENT);
        ScriptedEngine everySecond = new ScriptedEngine((_, before) ->
                before % 2 == 0 ? new Spoken.Refused(failure) : new Spoken.Speech(Tones.tone(2.0, 8000, 16000)));
        failed(speak("One more of them is here. ".repeat(40), everySecond));

        assertThat(pauses).hasSizeBetween(1, 10);
    }

    private ScriptedEngine failing(String word, int times, EngineFailure failure) {
        return new ScriptedEngine((segment, _) -> {
            boolean isMeant = segment.text().startsWith(word);
            return isMeant && triesOf.merge(word, 1, Integer::sum) <= times
                    ? new Spoken.Refused(failure)
                    : new Spoken.Speech(Tones.tone(2.0, 8000, 16000));
        });
    }

    private static EngineFailure failure(Kind kind) {
        return new EngineFailure("engine_failed", kind, "it broke");
    }

    private static EngineFailure full(Duration retryAfter) {
        return EngineFailure.overloaded(EngineFailure.ENGINE_OVERLOADED, "full", Optional.of(retryAfter));
    }

    private Take speak(String text, ScriptedEngine engine) throws InterruptedException {
        Utterance line = new Utterance(text.strip(), "scripted/one", Prosody.NEUTRAL, 1, AudioFormat.PCM, 16000, "");
        return speaker.speak(line, "content-id", engine, SegmentShelf.NONE, share -> {});
    }

    private static String failed(Take take) {
        assertThat(take).isInstanceOf(Take.Failed.class);
        return ((Take.Failed) take).failure().code();
    }
}
