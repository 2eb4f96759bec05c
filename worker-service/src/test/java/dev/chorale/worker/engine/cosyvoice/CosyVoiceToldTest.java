package dev.chorale.worker.engine.cosyvoice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chorale.common.speech.Emotion;
import dev.chorale.common.speech.Prosody;
import dev.chorale.common.speech.Style;
import dev.chorale.worker.engine.EngineFailure.Kind;
import dev.chorale.worker.engine.Segment;
import dev.chorale.worker.engine.Spoken;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Voices with a recording have a second way of speaking: by the mode in which they are told how. */
class CosyVoiceToldTest {
    @TempDir
    Path folder;

    private Booth booth;
    private CosyVoiceDouble server;

    @BeforeEach
    void build() throws Exception {
        booth = new Booth(folder).voice("zero", "zero-shot");
        server = new CosyVoiceDouble(2);
    }

    @AfterEach
    void close() throws Exception {
        server.close();
    }

    @Test
    void a_server_that_ends_instructions_itself_gets_them_without_an_end() throws Exception {
        booth.with("generation", "2").with("end-of-prompt", "server").voice("told", "instruct2");
        try (CosyVoiceDouble server = new CosyVoiceDouble(2)) {
            Booth.speech(booth.open(server), "told", "A few words.");

            assertThat(server.performed().getLast().fields()).containsEntry("instruct_text", "Speak softly.");
        }
    }

    @Test
    void that_way_is_tried_at_the_start_too() throws Exception {
        server.brokenRoutes.add("/inference_instruct2");
        CosyVoiceEngine engine = booth.open(server);
        assertThat(server.asked)
                .extracting(CosyVoiceDouble.Asked::route)
                .containsExactly("/inference_zero_shot", "/inference_instruct2");
        Style glad = new Style(Emotion.HAPPY, 50, "");

        assertThat(engine.speak(new Segment("sesame", "zero", Prosody.NEUTRAL, glad, 7, null)))
                .isInstanceOfSatisfying(
                        Spoken.Refused.class,
                        refused -> Booth.assertFailure(refused.failure(), "engine_misconfigured", Kind.TRANSIENT));
        assertThat(server.performed()).isEmpty();
        Booth.speech(engine, "zero", "A few words.");
    }

    @Test
    void that_it_works_does_not_help_voices_that_cannot_speak_plainly() {
        server.brokenRoutes.add("/inference_zero_shot");

        assertThatThrownBy(() -> booth.open(server)).hasMessageContaining("cut off after 0 bytes (in mode zero-shot)");
    }
}
