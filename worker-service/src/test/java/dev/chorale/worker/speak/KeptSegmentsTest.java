package dev.chorale.worker.speak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.common.speech.AudioFormat;
import dev.chorale.common.speech.Prosody;
import dev.chorale.common.speech.Utterance;
import dev.chorale.worker.engine.EngineFailure;
import dev.chorale.worker.engine.Segment;
import dev.chorale.worker.engine.SpeechEngine;
import dev.chorale.worker.engine.Spoken;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptSegmentsTest {
    private static final String THREE = "First comes this sentence. Then there is another one. Last of all the third.";

    private final MemoryShelf shelf = new MemoryShelf();

    @TempDir
    Path dir;

    private Speaker speaker;

    @BeforeEach
    void open() throws Exception {
        speaker = new Speaker(
                Encoder.open("ffmpeg", dir), new Tries(new AudioCheck(), name -> {}, _ -> {}, new Random(1)), 2);
    }

    @Test
    void of_a_changed_text_only_the_touched_sentence_is_spoken_again() throws Exception {
        ScriptedEngine engine = new ScriptedEngine((segment, _) -> speech(2.0));
        done(speak(THREE, engine));
        engine.calls.clear();
        String changed = THREE.replace("another one", "a changed one");
        Take.Done done = done(speak(changed, engine));

        assertThat(engine.calls).extracting(Segment::text).containsExactly("Then there is a changed one.");
        assertThat(done.engineCalls()).isEqualTo(1);
        assertThat(done.recording().durationMs()).isEqualTo(6000);
    }

    @Test
    void a_text_that_broke_off_goes_on_at_the_next_segment() throws Exception {
        ScriptedEngine engine = new ScriptedEngine((segment, before) ->
                before == 2 ? Spoken.refused("engine_crashed", EngineFailure.Kind.CRASHED, "it died") : speech(2.0));
        failed(speak(THREE, engine));
        done(speak(THREE, engine));

        assertThat(engine.calls).hasSize(4);
    }

    @Test
    void a_text_of_one_segment_and_audio_that_was_refused_are_not_kept() throws Exception {
        done(speak("One sentence.", saying(2.0)));
        failed(speak(THREE, saying(0.1)));

        assertThat(shelf.kept).isEmpty();
    }

    @Test
    void a_long_segment_holds_up_nothing_behind_it() throws Exception {
        CountDownLatch last = new CountDownLatch(1);
        ScriptedEngine engine = new ScriptedEngine((segment, _) -> {
            if (segment.text().startsWith("First")) {
                assertThat(last.await(10, TimeUnit.SECONDS)).isTrue();
            } else if (segment.text().startsWith("Last")) {
                last.countDown();
            }
            return speech(2.0);
        });
        done(speak(THREE, engine));

        assertThat(engine.calls).hasSize(3);
    }

    private Take speak(String text, SpeechEngine engine) throws InterruptedException {
        Utterance line = new Utterance(text, "scripted/one", Prosody.NEUTRAL, 1, AudioFormat.PCM, 16000, "");
        return speaker.speak(line, "content-id", engine, shelf, share -> {});
    }

    private static ScriptedEngine saying(double seconds) {
        return new ScriptedEngine((_, _) -> speech(seconds));
    }

    private static Spoken speech(double seconds) {
        return new Spoken.Speech(Tones.tone(seconds, 8000, 16000));
    }

    private static Take.Done done(Take take) {
        assertThat(take).isInstanceOf(Take.Done.class);
        return (Take.Done) take;
    }

    private static void failed(Take take) {
        assertThat(take).isInstanceOf(Take.Failed.class);
    }
}
