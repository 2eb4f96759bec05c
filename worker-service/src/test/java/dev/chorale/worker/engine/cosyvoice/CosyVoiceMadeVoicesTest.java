package dev.chorale.worker.engine.cosyvoice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chorale.common.speech.Emotion;
import dev.chorale.common.speech.MadeVoice;
import dev.chorale.common.speech.Prosody;
import dev.chorale.common.speech.Style;
import dev.chorale.worker.engine.EngineFailure;
import dev.chorale.worker.engine.EngineFailure.Kind;
import dev.chorale.worker.engine.Segment;
import dev.chorale.worker.engine.Spoken;
import dev.chorale.worker.engine.Wavs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CosyVoiceMadeVoicesTest {
    private static final MadeVoice ANNA = zeroShot("anna.wav");

    @TempDir
    Path folder;

    private Path shared;
    private Booth booth;

    @BeforeEach
    void build() throws Exception {
        shared = Files.createDirectory(folder.resolve("shared"));
        booth = new Booth(folder).with("shared-dir", shared.toString());
        Files.write(shared.resolve("anna.wav"), Wavs.of(16000, Wavs.tone(16000, 4)));
        Files.write(shared.resolve("short.wav"), Wavs.of(16000, Wavs.tone(16000, 2)));
        Files.createSymbolicLink(shared.resolve("link.wav"), booth.recording);
    }

    @Test
    void an_engine_without_a_voice_is_opened_without_a_call_and_rehearses_with_the_first_made_one() throws Exception {
        try (CosyVoiceDouble server = new CosyVoiceDouble(2)) {
            CosyVoiceEngine engine = booth.open(server);
            assertThat(server.asked).isEmpty();

            assertThat(speak(engine, ANNA)).isInstanceOf(Spoken.Speech.class);
            assertThat(speak(engine, ANNA)).isInstanceOf(Spoken.Speech.class);

            assertThat(server.asked).as("a rehearsal and two lines").hasSize(3);
            assertThat(server.performed().getFirst().fields()).containsEntry("prompt_text", "What is said.");
            assertThat(CosyVoiceDouble.recordingOf(server.performed().getFirst())
                            .sampleRateHz())
                    .isEqualTo(24000);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"../prompt.wav", "x/../anna.wav", "link.wav", "short.wav", "none.wav", "."})
    void a_recording_that_cannot_be_is_the_voices_fault(String file) throws Exception {
        try (CosyVoiceDouble server = new CosyVoiceDouble(2)) {
            EngineFailure failure = failure(booth.open(server), zeroShot(file));

            Booth.assertFailure(failure, "voice_unusable", Kind.PERMANENT);
            assertThat(failure.message())
                    .startsWith("settings.prompt_audio: " + file + " (expected")
                    .doesNotContain(folder.toString());
            assertThat(server.asked).isEmpty();
        }
    }

    @Test
    void without_a_folder_for_them_no_voice_can_be_made_of_a_recording() throws Exception {
        booth.options.remove("shared-dir");
        try (CosyVoiceDouble server = new CosyVoiceDouble(2)) {
            assertThat(failure(booth.open(server), ANNA).message()).contains("this engine has no shared-dir");
        }
    }

    @Test
    void a_mode_that_the_model_has_not_is_the_voices_fault() throws Exception {
        MadeVoice told = new MadeVoice(
                "cosy", "en", Map.of("mode", "instruct", "speaker", "中文女", "instruct_text", "Speak softly."));
        try (CosyVoiceDouble server = new CosyVoiceDouble(2)) {
            EngineFailure failure = failure(booth.open(server), told);

            Booth.assertFailure(failure, "voice_unusable", Kind.PERMANENT);
            assertThat(failure.message()).startsWith("settings.mode: instruct (expected another mode");
        }
    }

    @Test
    void a_made_voice_that_cannot_say_the_sentence_is_no_word_about_others_of_its_mode() throws Exception {
        try (CosyVoiceDouble server = new CosyVoiceDouble(2)) {
            CosyVoiceEngine engine = booth.open(server);
            server.faults.add(CosyVoiceDouble.Fault.INTERNAL);

            assertThat(failure(engine, ANNA).code()).isEqualTo("engine_misconfigured");
            assertThat(speak(engine, zeroShot("anna.wav", "de"))).isInstanceOf(Spoken.Speech.class);
            assertThat(speak(engine, ANNA)).isInstanceOf(Spoken.Speech.class);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void made_voices_take_what_the_operators_own_of_their_mode_take(int generation) throws Exception {
        for (Mode mode : Mode.values()) {
            if (mode.isOf(generation)) {
                booth.voice(mode.word, mode.word);
            }
        }
        try (CosyVoiceDouble server = new CosyVoiceDouble(generation)) {
            CosyVoiceEngine engine = booth.with("generation", "" + generation).open(server);

            assertThat(engine.card().voices())
                    .hasSizeGreaterThan(3)
                    .allSatisfy(voice -> assertThat(engine.madeSkills().of(Map.of("mode", voice.nativeName())))
                            .isEqualTo(voice.skills()));
        }
    }

    @Test
    void style_and_stress_of_a_made_voice_reach_the_server_in_the_models_own_form() throws Exception {
        try (CosyVoiceDouble server = new CosyVoiceDouble(2)) {
            Style glad = new Style(Emotion.HAPPY, 50, "");
            booth.open(server)
                    .speak(new Segment(
                            "Not [emphasis]so[/emphasis].", "voice_1", Prosody.NEUTRAL, glad, 7, zeroShot("anna.wav")));

            assertThat(server.performed().getLast().fields())
                    .containsEntry("tts_text", "Not <strong>so</strong>.")
                    .containsEntry("instruct_text", "请开心地说一句话。<|endofprompt|>");
        }
    }

    @Test
    void what_a_caller_says_of_how_to_speak_is_no_measure_of_the_mode() throws Exception {
        try (CosyVoiceDouble server = new CosyVoiceDouble(2)) {
            CosyVoiceEngine engine = booth.open(server);
            server.poison = "sesame";

            assertThat(told(engine, "As if a sesame spoke."))
                    .isInstanceOfSatisfying(
                            Spoken.Refused.class,
                            refused -> Booth.assertFailure(refused.failure(), "engine_refused", Kind.PERMANENT));
            assertThat(told(engine, "Softly.")).isInstanceOf(Spoken.Speech.class);
            assertThat(server.asked)
                    .filteredOn(one -> one.text().endsWith("this is a short test."))
                    .extracting(one -> one.fields().get("instruct_text"))
                    .containsExactly("请平静地说一句话。<|endofprompt|>", "请平静地说一句话。<|endofprompt|>");
        }
    }

    private static Spoken told(CosyVoiceEngine engine, String how) throws InterruptedException {
        Style style = new Style(Emotion.NONE, 100, how);
        return engine.speak(new Segment("A few words.", "voice_1", Prosody.NEUTRAL, style, 7, ANNA));
    }

    @Test
    void a_folder_that_is_not_there_ends_the_start() {
        booth.with("shared-dir", "/no/such/folder");

        assertThatThrownBy(() -> booth.open("http://127.0.0.1:9"))
                .hasMessageContaining("options.shared-dir: /no/such/folder (expected a folder");
    }

    private static MadeVoice zeroShot(String file) {
        return zeroShot(file, "en");
    }

    private static MadeVoice zeroShot(String file, String language) {
        return new MadeVoice(
                "cosy", language, Map.of("mode", "zero-shot", "prompt_audio", file, "prompt_text", "What is said."));
    }

    private static Spoken speak(CosyVoiceEngine engine, MadeVoice voice) throws InterruptedException {
        return engine.speak(new Segment("A few words.", "voice_1", Prosody.NEUTRAL, Style.NONE, 7, voice));
    }

    private static EngineFailure failure(CosyVoiceEngine engine, MadeVoice voice) throws InterruptedException {
        Spoken spoken = speak(engine, voice);
        assertThat(spoken).isInstanceOf(Spoken.Refused.class);
        return ((Spoken.Refused) spoken).failure();
    }
}
