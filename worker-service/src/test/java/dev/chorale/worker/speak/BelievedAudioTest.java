package dev.chorale.worker.speak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.common.speech.AudioFormat;
import dev.chorale.common.speech.Prosody;
import dev.chorale.common.speech.Utterance;
import dev.chorale.worker.engine.Belief;
import dev.chorale.worker.engine.Spoken;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who spoke audio that cannot be its text is told, call by call. */
class BelievedAudioTest {
    private final ConcurrentLinkedQueue<Integer> told = new ConcurrentLinkedQueue<>();

    @TempDir
    Path dir;

    private Speaker speaker;

    @BeforeEach
    void open() throws Exception {
        speaker = new Speaker(
                Encoder.open("ffmpeg", dir), new Tries(new AudioCheck(), name -> {}, _ -> {}, new Random(1)), 2);
    }

    @Test
    void of_two_takes_the_one_is_told_that_was_not_believed() throws Exception {
        speak(0.0, 2.0);
        assertThat(told).containsExactly(0);
    }

    @Test
    void both_are_where_the_second_is_no_better() throws Exception {
        speak(0.1, 0.2);
        assertThat(told).containsExactly(0, 1);
    }

    @Test
    void nobody_is_told_of_good_audio() throws Exception {
        speak(2.0);
        assertThat(told).isEmpty();
    }

    @Test
    void nobody_is_told_of_a_voice_that_is_only_quicker_than_others() throws Exception {
        for (int i = 0; i < 8; i++) {
            speak("one", 6.0);
        }
        speak("two", 1.5, 1.5);
        assertThat(told).isEmpty();
        speak("one", 3.0, 3.0);
        assertThat(told).as("of its own pace they are").containsExactly(0, 1);
    }

    private void speak(Double... seconds) throws InterruptedException {
        speak("one", seconds);
    }

    /** @param seconds of each take */
    private void speak(String voice, Double... seconds) throws InterruptedException {
        List<Double> takes = List.of(seconds);
        ScriptedEngine engine = new ScriptedEngine((_, before) -> {
            Belief.ifNot(() -> told.add(before));
            return new Spoken.Speech(Tones.tone(takes.get(before), 8000, 16000));
        });
        Utterance utterance = new Utterance(
                "Only this one sentence here.",
                "scripted/" + voice,
                Prosody.NEUTRAL,
                1,
                AudioFormat.WAV,
                24000,
                "Example");
        speaker.speak(utterance, "content-id", engine, SegmentShelf.NONE, _ -> {});
    }
}
