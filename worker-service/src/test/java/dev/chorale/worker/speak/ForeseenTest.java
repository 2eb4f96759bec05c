package dev.chorale.worker.speak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.common.speech.AudioFormat;
import dev.chorale.common.speech.Prosody;
import dev.chorale.common.speech.Utterance;
import dev.chorale.worker.engine.EngineFailure.Kind;
import dev.chorale.worker.engine.Spoken;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What fails for good is refused before the first call. */
class ForeseenTest {
    private final ScriptedEngine engine =
            new ScriptedEngine((_, _) -> Spoken.refused("engine_failed", Kind.TRANSIENT, "it was called"));

    @TempDir
    Path dir;

    private Speaker speaker;

    @BeforeEach
    void open() throws Exception {
        speaker = new Speaker(
                Encoder.open("ffmpeg", dir), new Tries(new AudioCheck(), name -> {}, _ -> {}, new Random(1)), 2);
    }

    @Test
    void a_text_that_no_voice_says_in_twelve_hours_fails_for_good_without_a_call() throws Exception {
        assertThat(failed("我们去公园吧！".repeat(28_000), 50)).isEqualTo("audio_too_long");
        assertThat(engine.calls).isEmpty();
    }

    @Test
    void pauses_count_what_they_are_long() throws Exception {
        assertThat(failed("One. " + "[pause 10s]".repeat(4_321) + " Two.", 100)).isEqualTo("audio_too_long");
        assertThat(failed("One. " + "[pause 10s]".repeat(4_000) + " Two.", 100)).isEqualTo("engine_failed");
    }

    @Test
    void what_a_quick_voice_may_say_in_time_is_tried() throws Exception {
        assertThat(failed("我们去公园吧！".repeat(28_000), 100)).isEqualTo("engine_failed");
    }

    @Test
    void what_the_engine_will_not_read_at_the_end_fails_a_book_at_its_beginning() throws Exception {
        engine.unreadable = "Привет";
        assertThat(failed("我们去公园吧！".repeat(100) + "Привет!", 100)).isEqualTo("engine_refused");
        assertThat(engine.calls).isEmpty();
    }

    private String failed(String text, int speedPercent) throws InterruptedException {
        Prosody prosody = new Prosody(speedPercent, 0, 0);
        Utterance line = new Utterance(text, "scripted/one", prosody, 1, AudioFormat.PCM, 16000, "");
        Take take = speaker.speak(line, "content-id", engine, SegmentShelf.NONE, share -> {});
        assertThat(take).isInstanceOf(Take.Failed.class);
        return ((Take.Failed) take).failure().code();
    }
}
