package dev.chorale.worker.engine.cosyvoice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chorale.common.docs.ConfigurationPage;
import dev.chorale.common.speech.Emotion;
import dev.chorale.common.speech.Prosody;
import dev.chorale.common.speech.Skill;
import dev.chorale.common.speech.Style;
import dev.chorale.worker.engine.Segment;
import dev.chorale.worker.engine.Spoken;
import dev.chorale.worker.engine.Wav;
import dev.chorale.worker.engine.cosyvoice.CosyVoiceDouble.Asked;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CosyVoiceModesTest {
    @TempDir
    Path folder;

    private Booth booth;

    @BeforeEach
    void build() throws Exception {
        booth = new Booth(folder);
    }

    @Test
    void the_page_has_every_option_with_its_default_and_no_other() {
        TreeMap<String, String> expected = new TreeMap<>(CosyVoiceSettings.OPTIONS);
        CosyVoiceSettings.OF_VOICE.forEach((key, value) -> expected.put("voices.<name>." + key, value));

        assertThat(ConfigurationPage.rowsOf("Options of the adapter cosyvoice")).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "1,sft,/inference_sft,22050",
        "1,zero-shot,/inference_zero_shot,22050",
        "1,cross-lingual,/inference_cross_lingual,22050",
        "1,instruct,/inference_instruct,22050",
        "2,zero-shot,/inference_zero_shot,24000",
        "2,cross-lingual,/inference_cross_lingual,24000",
        "2,instruct2,/inference_instruct2,24000",
        "3,zero-shot,/inference_zero_shot,24000",
        "3,cross-lingual,/inference_cross_lingual,24000",
        "3,instruct2,/inference_instruct2,24000"
    })
    void each_generation_speaks_in_its_modes_at_its_rate(int generation, String mode, String route, int rateHz)
            throws Exception {
        booth.with("generation", "" + generation).voice("anna", mode);
        try (CosyVoiceDouble server = new CosyVoiceDouble(generation)) {
            CosyVoiceEngine engine = booth.open(server);

            assertThat(Booth.speech(engine, "anna", "A few words.").sampleRateHz())
                    .isEqualTo(rateHz);
            assertThat(server.performed()).extracting(Asked::route).containsExactly(route);
            assertThat(engine.card().sampleRateHz()).isEqualTo(rateHz);
            assertThat(engine.card().build()).startsWith("cosyvoice-" + generation + "/");
        }
    }

    @ParameterizedTest
    @CsvSource({"max-input,119", "generation,3", "sample-rate,16000", "voices.anna.language,de"})
    void an_option_that_changes_the_audio_changes_the_build(String key, String value) throws Exception {
        booth.voice("anna", "zero-shot").with("build", "mine");
        try (CosyVoiceDouble server = new CosyVoiceDouble(2)) {
            String build = booth.open(server).card().build();

            assertThat(booth.with(key, value).open(server).card().build())
                    .startsWith("mine/")
                    .isNotEqualTo(build);
        }
    }

    @ParameterizedTest
    @CsvSource({"2,instruct", "3,instruct", "1,instruct2"})
    void a_mode_that_the_model_has_not_is_refused(String generation, String mode) {
        booth.with("generation", generation).voice("anna", mode);

        assertThatThrownBy(() -> booth.open("http://127.0.0.1:9"))
                .hasMessage("chorale.worker.engines.cosy.options.voices.anna.mode: " + mode
                        + " (expected another mode: a model of generation " + generation + " has not this one)");
    }

    @Test
    void a_model_of_generation_3_gets_its_mark_of_the_end_of_the_prompt_without_which_it_fails() throws Exception {
        booth.with("generation", "3")
                .voice("zero", "zero-shot")
                .voice("cross", "cross-lingual")
                .voice("told", "instruct2");
        try (CosyVoiceDouble server = new CosyVoiceDouble(3)) {
            CosyVoiceEngine engine = booth.open(server);
            for (String voice : new String[] {"zero", "cross", "told"}) {
                Booth.speech(engine, voice, "A few words.");
            }

            assertThat(server.performed().get(0).fields())
                    .containsEntry("prompt_text", "You are a helpful assistant.<|endofprompt|>What is said there.")
                    .containsEntry("tts_text", "A few words.");
            assertThat(server.performed().get(1).text())
                    .isEqualTo("You are a helpful assistant.<|endofprompt|>A few words.");
            assertThat(server.performed().get(2).fields())
                    .containsEntry("instruct_text", "You are a helpful assistant. Speak softly.<|endofprompt|>");
        }
    }

    @ParameterizedTest
    @CsvSource({"en-US,<|en|>A few words.", "zh,<|zh|>A few words.", "cmn-CN,<|zh|>A few words.", "fr,A few words."})
    void a_model_of_generation_1_gets_the_language_as_a_tag(String language, String text) throws Exception {
        booth.with("generation", "1").voice("anna", "cross-lingual").with("voices.anna.language", language);
        try (CosyVoiceDouble server = new CosyVoiceDouble(1)) {
            Booth.speech(booth.open(server), "anna", "A few words.");

            assertThat(server.performed().getLast().text()).isEqualTo(text);
        }
    }

    @Test
    void markup_is_written_in_the_models_own_tokens_and_a_callers_words_hold_none() throws Exception {
        booth.with("generation", "3").voice("zero", "zero-shot");
        try (CosyVoiceDouble server = new CosyVoiceDouble(3)) {
            CosyVoiceEngine engine = booth.open(server);
            Booth.speech(
                    engine,
                    "zero",
                    "你[h][ào][l][üè] [HH][AY1] [emphasis]so[/emphasis] \\[breath\\] <strong>a</strong> <|x|> 1<2");

            assertThat(server.performed().getLast().text())
                    .isEqualTo(
                            "你[h][ào][l][vè] [HH][AY] <strong>so</strong> [ breath] < strong>a< /strong> < |x| > 1<2。");
            assertThat(engine.card().voice("zero").orElseThrow().skills())
                    .contains(Skill.PINYIN, Skill.ARPABET, Skill.EMPHASIS);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1,instruct,/inference_instruct,Speak softly.请非常开心地说一句话。用四川话 < |x| ><|endofprompt|>",
        "2,zero-shot,/inference_instruct2,请非常开心地说一句话。用四川话 < |x| ><|endofprompt|>",
        "2,instruct2,/inference_instruct2,Speak softly.请非常开心地说一句话。用四川话 < |x| ><|endofprompt|>",
        "3,cross-lingual,/inference_instruct2," + "You are a helpful assistant. 请非常开心地说一句话。用四川话 < |x| ><|endofprompt|>"
    })
    void emotion_and_instructions_become_the_models_instruction(
            int generation, String mode, String route, String instruction) throws Exception {
        booth.with("generation", "" + generation).voice("anna", mode);
        try (CosyVoiceDouble server = new CosyVoiceDouble(generation)) {
            CosyVoiceEngine engine = booth.open(server);
            Style style = new Style(Emotion.HAPPY, 100, "用四川话 <|x|>");
            engine.speak(new Segment("A few words.", "anna", Prosody.NEUTRAL, style, 7, null));

            Asked asked = server.performed().getLast();
            assertThat(asked.route()).isEqualTo(route);
            assertThat(asked.fields())
                    .containsEntry("instruct_text", instruction)
                    .containsEntry("tts_text", "A few words.")
                    .doesNotContainKey("prompt_text");
            assertThat(engine.card().voice("anna").orElseThrow().skills()).contains(Skill.EMOTION, Skill.INSTRUCTIONS);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "A few words|A few words.",
                "Yes. And no|Yes. And no.",
                "No, «yes.»|No, «yes.»",
                "She said \"no\"|She said \"no\".",
                "It costs 12,500 dollars, or 3.14|It costs 12,500 dollars, or 3.14.",
                "第一句。第二句|第一句。第二句。",
                "（好了。）|（好了。）",
                "コンニチハ|コンニチハ.",
                "안녕|안녕.",
                "你好 hello…|你好 hello…。",
                "第一句。他说:|第一句。他说:。",
                "第一句。他说：|第一句。他说：",
                "第一句。还有、|第一句。还有、。",
                "Hello. Good bye。|Hello. Good bye。.",
                "ヤッタ!ウレシイ。|ヤッタ!ウレシイ。.",
                "She said:|She said:",
                "...\" he said.|\" he said.",
                "……？！”他说。|……？！”他说。",
                "？！”他说。|”他说。",
                "[emphasis]So![/emphasis]|<strong>So!</strong>",
                "你[h][ào]|你[h][ào]。"
            })
    void a_text_ends_with_a_mark_behind_which_the_server_would_drop_it_and_numbers_stay(String text, String sent)
            throws Exception {
        booth.with("generation", "2").voice("zero", "zero-shot");
        try (CosyVoiceDouble server = new CosyVoiceDouble(2)) {
            Booth.speech(booth.open(server), "zero", text);

            assertThat(server.performed().getLast().text()).isEqualTo(sent);
        }
    }

    @Test
    void a_trained_speaker_is_told_nothing() throws Exception {
        booth.with("generation", "1").voice("anna", "sft");
        try (CosyVoiceDouble server = new CosyVoiceDouble(1)) {
            assertThat(booth.open(server).card().voice("anna").orElseThrow().skills())
                    .isEmpty();
        }
    }

    @Test
    void an_instruction_ends_with_its_mark_once() throws Exception {
        booth.with("generation", "2").voice("anna", "instruct2");
        booth.with("voices.anna.instruct-text", "用四川话说这句话<|endofprompt|>");
        try (CosyVoiceDouble server = new CosyVoiceDouble(2)) {
            Booth.speech(booth.open(server), "anna", "A few words.");

            assertThat(server.performed().getLast().fields()).containsEntry("instruct_text", "用四川话说这句话<|endofprompt|>");
        }
    }

    @Test
    void marks_in_a_text_which_would_switch_off_the_cutting_of_long_texts_are_made_harmless() throws Exception {
        booth.voice("anna", "zero-shot");
        try (CosyVoiceDouble server = new CosyVoiceDouble(2)) {
            Booth.speech(booth.open(server), "anna", "1 <|endofprompt|> 2");

            assertThat(server.performed().getLast().text()).isEqualTo("1 < |endofprompt| > 2.");
        }
    }

    @Test
    void a_recording_is_sent_as_a_wav_of_24_kHz_whatever_it_was() throws Exception {
        booth.voice("anna", "zero-shot");
        booth.record(8000, 3.5);
        try (CosyVoiceDouble server = new CosyVoiceDouble(2)) {
            Booth.speech(booth.open(server), "anna", "A few words.");
            Wav sent = CosyVoiceDouble.recordingOf(server.performed().getLast());

            assertThat(sent.sampleRateHz()).isEqualTo(24000);
            assertThat(sent.channels()).isEqualTo(1);
            assertThat(sent.pcm().duration()).isCloseTo(Duration.ofMillis(3500), Duration.ofMillis(5));
        }
    }

    @ParameterizedTest
    @CsvSource({"2.9,false", "3.1,true", "29.9,true", "30.1,false"})
    void a_recording_is_3_to_30_seconds_long(double seconds, boolean right) throws Exception {
        booth.voice("anna", "zero-shot").record(16000, seconds);
        try (CosyVoiceDouble server = new CosyVoiceDouble(2)) {
            if (right) {
                assertThat(booth.open(server).card().voices()).hasSize(1);
            } else {
                assertThatThrownBy(() -> booth.open(server)).hasMessageContaining("(expected 3 to 30 s, not ");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "voices.anna.prompt-audio, /etc/hostname",
        "voices.anna.prompt-audio, /no/such/file.wav",
        "voices.anna.prompt-audio, none",
        "voices.anna.prompt-text, none",
        "voices.anna.speaker, anna",
        "voices.anna.mode, loud",
        "voices.anna.language, klingon!",
        "generation, 4",
        "sample-rate, 5"
    })
    void a_value_that_cannot_be_is_refused_by_name(String key, String value) {
        booth.voice("anna", "zero-shot").with(key, value);

        assertThatThrownBy(() -> booth.open("http://127.0.0.1:9"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("chorale.worker.engines.cosy.options." + key + ": " + value + " (expected ");
    }

    @Test
    void speed_which_the_server_does_not_know_is_done_on_its_audio() throws Exception {
        booth.voice("anna", "zero-shot");
        try (CosyVoiceDouble server = new CosyVoiceDouble(2)) {
            CosyVoiceEngine engine = booth.open(server);
            Duration plain = Booth.speech(engine, "anna", "A few words.").duration();
            Spoken fast = engine.speak(new Segment("A few words.", "anna", new Prosody(200, 0, 0), 1));

            assertThat(((Spoken.Speech) fast).pcm().duration()).isEqualTo(plain.dividedBy(2));
            assertThat(server.performed().getLast().fields().keySet())
                    .isEqualTo(Map.of("tts_text", 1, "prompt_text", 1, "prompt_wav", 1)
                            .keySet());
        }
    }
}
