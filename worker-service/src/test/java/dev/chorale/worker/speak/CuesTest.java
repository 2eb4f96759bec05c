package dev.chorale.worker.speak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.common.speech.AudioFormat;
import dev.chorale.common.speech.Cue;
import dev.chorale.common.speech.Prosody;
import dev.chorale.common.speech.Utterance;
import dev.chorale.worker.engine.espeak.EspeakEngine;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What subtitles show. */
class CuesTest {
    @TempDir
    Path dir;

    @Test
    void a_word_that_is_written_by_its_sounds_is_left_out_of_what_is_shown() throws Exception {
        EspeakEngine espeak = EspeakEngine.open("espeak", "espeak-ng", "ffmpeg", 2);
        Speaker speaker = new Speaker(
                Encoder.open("ffmpeg", dir), new Tries(new AudioCheck(), name -> {}, _ -> {}, new Random(1)), 2);
        String text = "I like [S][IY1][K][W][AH0][L]. [emphasis]So[/emphasis] do you.";
        Utterance line = new Utterance(text, "espeak/en-us", Prosody.NEUTRAL, 1, AudioFormat.WAV, 22050, "");

        assertThat(speaker.speak(line, "content-id", espeak, SegmentShelf.NONE, share -> {}))
                .isInstanceOfSatisfying(
                        Take.Done.class,
                        done -> assertThat(done.cues())
                                .extracting(Cue::text)
                                .containsExactly("I like ….", "So do you."));
    }
}
