package dev.chorale.worker.speak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.common.speech.AudioFormat;
import dev.chorale.common.speech.MadeVoice;
import dev.chorale.common.speech.Prosody;
import dev.chorale.common.speech.Style;
import dev.chorale.common.speech.Utterance;
import dev.chorale.worker.engine.EngineFailure;
import dev.chorale.worker.engine.Segment;
import dev.chorale.worker.engine.Spoken;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Made voices do what their engine says of voices with such settings. */
class MadeVoiceSkillsTest {
    private static final String STRESSED = "It is [emphasis]so[/emphasis] good.";

    private final ScriptedEngine engine = new ScriptedEngine((_, _) -> new Spoken.Speech(Tones.tone(2.0, 8000, 16000)));

    @TempDir
    Path dir;

    @Test
    void markup_that_a_made_voice_can_say_reaches_the_engine() throws Exception {
        assertThat(spoken(Map.of("mode", "told"))).isInstanceOf(Take.Done.class);
        assertThat(engine.calls).extracting(Segment::text).containsExactly(STRESSED);
    }

    @Test
    void markup_that_a_made_voice_cannot_say_fails_for_good_without_a_call() throws Exception {
        assertThat(spoken(Map.of("mode", "plain")))
                .isInstanceOfSatisfying(
                        Take.Failed.class,
                        failed -> assertThat(failed.failure().kind()).isEqualTo(EngineFailure.Kind.PERMANENT));
        assertThat(engine.calls).isEmpty();
    }

    private Take spoken(Map<String, String> settings) throws Exception {
        MadeVoice voice = new MadeVoice("scripted", "en", settings);
        Utterance line =
                new Utterance(STRESSED, "voice_1", Prosody.NEUTRAL, Style.NONE, 1, AudioFormat.WAV, 24000, "", voice);
        Speaker speaker = new Speaker(
                Encoder.open("ffmpeg", dir), new Tries(new AudioCheck(), name -> {}, _ -> {}, new Random(1)), 2);
        return speaker.speak(line, "content-id", engine, SegmentShelf.NONE, _ -> {});
    }
}
