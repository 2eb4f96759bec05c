package dev.chorale.worker.engine.cosyvoice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chorale.common.speech.Emotion;
import dev.chorale.common.speech.MadeVoice;
import dev.chorale.common.speech.Prosody;
import dev.chorale.common.speech.Skill;
import dev.chorale.common.speech.Style;
import dev.chorale.wire.cosyvoice.CosyVoiceGrpc;
import dev.chorale.wire.cosyvoice.Request;
import dev.chorale.worker.engine.EngineCard;
import dev.chorale.worker.engine.EngineFailure;
import dev.chorale.worker.engine.Segment;
import dev.chorale.worker.engine.Spoken;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CosyVoiceGrpcModesTest {
    @TempDir
    Path folder;

    private Booth booth;

    @BeforeEach
    void build() throws Exception {
        booth = new Booth(folder);
    }

    @ParameterizedTest
    @CsvSource({
        "1,sft,SFT,22050",
        "1,zero-shot,ZERO_SHOT,22050",
        "1,cross-lingual,CROSS_LINGUAL,22050",
        "1,instruct,INSTRUCT,22050",
        "2,zero-shot,ZERO_SHOT,24000",
        "2,cross-lingual,CROSS_LINGUAL,24000",
        "3,zero-shot,ZERO_SHOT,24000",
        "3,cross-lingual,CROSS_LINGUAL,24000"
    })
    void each_generation_speaks_in_its_modes_at_its_rate(
            int generation, String mode, Request.PayloadCase payload, int rateHz) throws Exception {
        booth.with("generation", "" + generation).voice("anna", mode);
        try (GrpcDouble server = new GrpcDouble(generation)) {
            CosyVoiceEngine engine = booth.open(server);

            assertThat(Booth.speech(engine, "anna", "A few words.").sampleRateHz())
                    .isEqualTo(rateHz);
            assertThat(server.performed()).extracting(Request::getPayloadCase).containsExactly(payload);
            EngineCard card = engine.card();
            assertThat(card.kind()).isEqualTo("cosyvoice-grpc");
            assertThat(card.build()).startsWith("cosyvoice-grpc-" + generation + "/");
            assertThat(card.sampleRateHz()).isEqualTo(rateHz);
        }
    }

    @Test
    void a_text_ends_with_a_mark_behind_which_the_server_would_drop_it_and_numbers_stay() throws Exception {
        booth.with("generation", "1").voice("anna", "sft");
        try (GrpcDouble server = new GrpcDouble(1)) {
            Booth.speech(booth.open(server), "anna", "It costs 12,500 dollars");

            assertThat(server.last().getSft().getTtsText()).isEqualTo("It costs 12,500 dollars.");
        }
    }

    /** The layout is the server's alone to say: the double reads with the same classes and would not notice another. */
    @ParameterizedTest
    @CsvSource({
        "1, sft, 0a0f 0a09e4b8ade69687e5a5b3 1202612e",
        "1, instruct, 2221 0a02612e 1209e4b8ade69687e5a5b3 1a10533c7c656e646f6670726f6d70747c3e",
        "2, zero-shot, 12.{6} 0a02612e 120453616964 1a.{6} .+",
        "2, cross-lingual, 1a.{6} 0a02612e 12.{6} .+"
    })
    void each_field_has_the_servers_number_the_speaker_one_in_sft_and_another_in_instruct(
            int generation, String mode, String layout) throws Exception {
        assertThat(sent(generation, mode)).matches(layout.replace(" ", ""));
    }

    private String sent(int generation, String mode) throws Exception {
        booth.with("generation", "" + generation).voice("anna", mode);
        booth.options.computeIfPresent("voices.anna.instruct-text", (_, _) -> "S");
        booth.options.computeIfPresent("voices.anna.prompt-text", (_, _) -> "Said");
        try (GrpcDouble server = new GrpcDouble(generation)) {
            Booth.speech(booth.open(server), "anna", "a");
            return HexFormat.of().formatHex(server.last().toByteArray());
        }
    }

    @Test
    void the_method_has_the_servers_name() {
        assertThat(CosyVoiceGrpc.getInferenceMethod().getFullMethodName()).isEqualTo("cosyvoice.CosyVoice/Inference");
    }

    @Test
    void instruct2_for_which_the_server_has_no_call_is_refused_with_the_reason() {
        booth.voice("anna", "instruct2");

        assertThatThrownBy(() -> booth.openGrpc("grpc://127.0.0.1:9"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("chorale.worker.engines.cosy.options.voices.anna.mode: instruct2"
                        + " (expected another mode: CosyVoice's gRPC server has no call for this one)");
    }

    @ParameterizedTest
    @CsvSource({"2,zero-shot,false", "3,cross-lingual,false", "1,instruct,true", "1,zero-shot,false"})
    void only_a_mode_that_the_server_has_can_be_told_how_to_speak(int generation, String mode, boolean can)
            throws Exception {
        booth.with("generation", "" + generation).voice("anna", mode);
        try (GrpcDouble server = new GrpcDouble(generation)) {
            CosyVoiceEngine engine = booth.open(server);
            assertThat(engine.card().voice("anna").orElseThrow().skills().contains(Skill.INSTRUCTIONS))
                    .isEqualTo(can);

            Style style = new Style(Emotion.HAPPY, 100, "softly");
            assertThat(engine.speak(new Segment("A few words.", "anna", Prosody.NEUTRAL, style, 7, null)))
                    .isInstanceOf(Spoken.Speech.class);
        }
    }

    @Test
    void a_recording_is_sent_as_bare_samples_of_16_kHz_whatever_it_was() throws Exception {
        booth.voice("anna", "zero-shot");
        booth.record(44100, 3.5);
        try (GrpcDouble server = new GrpcDouble(2)) {
            Booth.speech(booth.open(server), "anna", "A few words.");
            byte[] sent = server.last().getZeroShot().getPromptAudio().toByteArray();

            assertThat(sent).hasSize(2 * 16000 * 7 / 2);
            assertThat(new String(sent, 0, 4, StandardCharsets.ISO_8859_1)).isNotEqualTo("RIFF");
            ByteBuffer samples = ByteBuffer.wrap(sent).order(ByteOrder.LITTLE_ENDIAN);
            int loudest = 0;
            while (samples.hasRemaining()) {
                loudest = Math.max(loudest, samples.getShort());
            }
            assertThat(loudest).as("the tone's peak").isBetween(8500, 9500);
        }
    }

    @ParameterizedTest
    @CsvSource({"2.9,false", "3.1,true", "29.9,true", "30.1,false"})
    void a_recording_is_3_to_30_seconds_long(double seconds, boolean right) throws Exception {
        booth.voice("anna", "zero-shot").record(16000, seconds);
        try (GrpcDouble server = new GrpcDouble(2)) {
            if (right) {
                assertThat(booth.open(server).card().voices()).hasSize(1);
            } else {
                assertThatThrownBy(() -> booth.open(server)).hasMessageContaining("(expected 3 to 30 s, not ");
            }
        }
    }

    @Test
    void a_model_of_generation_3_gets_its_mark_of_the_end_of_the_prompt_without_which_it_fails() throws Exception {
        booth.with("generation", "3").voice("zero", "zero-shot").voice("cross", "cross-lingual");
        try (GrpcDouble server = new GrpcDouble(3)) {
            CosyVoiceEngine engine = booth.open(server);
            Booth.speech(engine, "zero", "A few words.");
            assertThat(server.last().getZeroShot().getPromptText())
                    .isEqualTo("You are a helpful assistant.<|endofprompt|>What is said there.");
            assertThat(server.last().getZeroShot().getTtsText()).isEqualTo("A few words.");

            Booth.speech(engine, "cross", "A few words.");
            assertThat(server.last().getCrossLingual().getTtsText())
                    .isEqualTo("You are a helpful assistant.<|endofprompt|>A few words.");
        }
    }

    @Test
    void the_segments_of_a_long_text_are_one_audio() throws Exception {
        booth.with("generation", "1").voice("anna", "sft");
        try (GrpcDouble server = new GrpcDouble(1)) {
            String text = "A few words, and then some. ".repeat(7).strip();

            assertThat(Booth.speech(booth.open(server), "anna", text).duration())
                    .isCloseTo(Duration.ofMillis(text.length() * 70L), Duration.ofMillis(2));
        }
    }

    @Test
    void punctuation_alone_is_a_pause() throws Exception {
        booth.with("generation", "1").voice("anna", "sft");
        try (GrpcDouble server = new GrpcDouble(1)) {
            assertThat(Booth.speech(booth.open(server), "anna", "…!").isZero()).isTrue();
            assertThat(server.performed()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"grpc", "http"})
    void an_address_may_be_written_with_either_scheme(String scheme) throws Exception {
        booth.with("generation", "1").voice("anna", "sft");
        try (GrpcDouble server = new GrpcDouble(1)) {
            CosyVoiceEngine engine = booth.openGrpc(scheme + "://127.0.0.1:" + server.port() + "/", server.url());

            assertThat(engine.card().maxConcurrency()).as("of one process").isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https://gpu1:50000", "grpc://gpu1", "grpc://gpu1:50000/v1", "gpu1:50000", "grpc://a b:1", ""})
    void an_address_that_cannot_be_is_refused_by_name(String url) {
        assertThatThrownBy(() -> booth.voice("anna", "zero-shot").openGrpc(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("chorale.worker.engines.cosy.url: " + url + " (expected grpc://host:port)");
    }

    @Test
    void a_made_voice_is_rehearsed_and_spoken_with() throws Exception {
        Files.copy(
                booth.recording, Files.createDirectory(folder.resolve("shared")).resolve("anna.wav"));
        booth.with("shared-dir", folder.resolve("shared").toString());
        MadeVoice anna = new MadeVoice(
                "cosy", "en", Map.of("mode", "zero-shot", "prompt_audio", "anna.wav", "prompt_text", "What is said."));
        try (GrpcDouble server = new GrpcDouble(2)) {
            assertThat(speak(booth.open(server), anna)).isInstanceOf(Spoken.Speech.class);

            assertThat(server.asked).as("a rehearsal and a line").hasSize(2);
            assertThat(server.last().getZeroShot().getPromptText()).isEqualTo("What is said.");
        }
    }

    @Test
    void a_made_voice_of_a_mode_that_the_server_has_not_is_the_voices_fault() throws Exception {
        share();
        MadeVoice told = new MadeVoice(
                "cosy", "en", Map.of("mode", "instruct2", "prompt_audio", "anna.wav", "instruct_text", "Softly."));
        try (GrpcDouble server = new GrpcDouble(2)) {
            Spoken spoken = speak(booth.open(server), told);

            assertThat(spoken).isInstanceOfSatisfying(Spoken.Refused.class, refused -> {
                Booth.assertFailure(refused.failure(), "voice_unusable", EngineFailure.Kind.PERMANENT);
                assertThat(refused.failure().message())
                        .isEqualTo(
                                "settings.mode: instruct2 (expected another mode: CosyVoice's gRPC server has no call for this one)");
            });
        }
    }

    private void share() throws IOException {
        Path shared = Files.createDirectory(folder.resolve("shared"));
        Files.copy(booth.recording, shared.resolve("anna.wav"));
        booth.with("shared-dir", shared.toString());
    }

    private static Spoken speak(CosyVoiceEngine engine, MadeVoice voice) throws InterruptedException {
        return engine.speak(new Segment("A few words.", "voice_1", Prosody.NEUTRAL, Style.NONE, 7, voice));
    }
}
