package dev.chorale.worker.engine.gptsovits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chorale.worker.engine.EngineFailure.Kind;
import dev.chorale.worker.engine.gptsovits.GptSovitsDouble.Fault;
import dev.chorale.worker.engine.gptsovits.GptSovitsDouble.Spoke;
import dev.chorale.worker.engine.http.Answer;
import dev.chorale.worker.engine.http.Failures;
import dev.chorale.worker.engine.http.RawServer;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class GptSovitsFailuresTest {
    @TempDir
    Path shared;

    private Studio studio;
    private GptSovitsDouble server;

    @BeforeEach
    void build() throws Exception {
        studio = new Studio(shared);
        server = new GptSovitsDouble();
    }

    @AfterEach
    void close() throws Exception {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {16000, 24000, 32000, 48000})
    void a_200_with_a_second_of_zeros_is_a_failure_at_any_rate_and_both_weights_are_loaded_again(int rateHz)
            throws Exception {
        GptSovitsEngine engine = studio.open(server);
        server.silenceHz = rateHz;
        server.faults.add(Fault.FULL_WHILE_SPEAKING);

        Studio.assertFailure(Studio.failure(engine, "alice"), "engine_bad_audio", Kind.TRANSIENT);
        Studio.speech(engine, "alice");
        assertThat(server.switches()).isEqualTo(2);
    }

    @Test
    void audio_at_16_kHz_which_no_model_has_is_a_failure() throws Exception {
        GptSovitsEngine engine = studio.open(server);
        server.faults.add(Fault.OTHER_RATE);

        Studio.assertFailure(Studio.failure(engine, "alice"), "engine_bad_audio", Kind.TRANSIENT);
    }

    @Test
    void a_stream_that_ends_in_zeros_and_a_cut_is_asked_for_once_whole_which_tells_the_silence() throws Exception {
        GptSovitsEngine engine = studio.with("streaming-mode", "1").open(server);
        server.faults.add(Fault.FULL_WHILE_SPEAKING);
        server.faults.add(Fault.FULL_WHILE_SPEAKING);

        Studio.assertFailure(Studio.failure(engine, "alice"), "engine_bad_audio", Kind.TRANSIENT);
        assertThat(server.performed())
                .extracting(spoke -> spoke.asked().path("streaming_mode").asInt())
                .containsExactly(1, 0);
    }

    @Test
    void the_whole_answer_after_a_cut_stream_is_taken_if_it_is_good() throws Exception {
        GptSovitsEngine engine = studio.with("streaming-mode", "1").open(server);
        server.faults.add(Fault.CUT_ONCE);

        assertThat(Studio.speech(engine, "alice").isZero()).isFalse();
        assertThat(server.performed()).hasSize(2);
    }

    @Test
    void a_stream_that_failed_is_waited_for_while_the_server_loads_its_models_again() throws Exception {
        GptSovitsEngine engine = studio.with("streaming-mode", "1")
                .with("stall", "PT0.2S")
                .with("load-timeout", "PT20S")
                .open(server);
        server.reload = Duration.ofSeconds(1);
        server.faults.add(Fault.FULL_WHILE_SPEAKING);

        assertThat(Studio.speech(engine, "alice").isZero()).isFalse();
        assertThat(server.performed())
                .extracting(spoke -> spoke.asked().path("streaming_mode").asInt())
                .containsExactly(1, 0);
        assertThat(server.overlapped).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "0,FULL_AT_REFERENCE,engine_out_of_memory,CRASHED",
        "1,FULL_AT_REFERENCE,engine_out_of_memory,CRASHED",
        "0,CARD_LOST,engine_crashed,CRASHED",
        "1,CARD_LOST,engine_crashed,CRASHED"
    })
    void a_full_or_lost_card_is_told_by_the_400_and_after_a_cut_stream_by_the_whole_answer(
            String mode, Fault fault, String code, Kind kind) throws Exception {
        GptSovitsEngine engine = studio.with("streaming-mode", mode).open(server);
        server.faults.add(fault);
        server.faults.add(fault);

        Studio.assertFailure(Studio.failure(engine, "alice"), code, kind);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1"})
    void a_recording_that_went_away_is_bad_input_streamed_or_not(String mode) throws Exception {
        GptSovitsEngine engine = studio.with("streaming-mode", mode).open(server);
        Files.delete(studio.copyOf("alice.wav"));

        Studio.assertFailure(Studio.failure(engine, "alice"), "engine_refused", Kind.PERMANENT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1"})
    void a_file_that_is_in_place_and_that_the_server_does_not_see_yet_may_come_to_be_seen(
            String mode, @TempDir Path elsewhere) throws Exception {
        Path lagging = elsewhere.resolve("lagging");
        GptSovitsEngine engine = studio.with("streaming-mode", mode)
                .with("server-dir", Files.createSymbolicLink(lagging, shared).toString())
                .open(server);
        Files.delete(lagging);

        Studio.assertFailure(Studio.failure(engine, "alice"), "engine_failed", Kind.TRANSIENT);
        Studio.assertFailure(Studio.failure(engine, "bob"), "engine_failed", Kind.TRANSIENT);
        Files.createSymbolicLink(lagging, shared);
        Studio.speech(engine, "alice");
    }

    @ParameterizedTest
    @EnumSource(names = {"FULL_AT_REFERENCE", "FULL_WITHIN_REFERENCE"})
    void after_a_request_that_failed_nobody_speaks_with_half_of_anothers_recording(Fault fault) throws Exception {
        studio.with("voices.bob.gpt-weights", "alice.ckpt").with("voices.bob.sovits-weights", "alice.pth");
        GptSovitsEngine engine = studio.open(server);
        Studio.speech(engine, "bob");
        Studio.speech(engine, "alice");
        server.faults.add(fault);
        Studio.assertFailure(Studio.failure(engine, "bob"), "engine_out_of_memory", Kind.CRASHED);
        Studio.speech(engine, "alice");
        Studio.speech(engine, "bob");

        assertThat(server.performed()).extracting(Spoke::reference).containsExactly(bobs(), alices(), alices(), bobs());
        assertThat(server.switches()).isOne();
    }

    private String alices() throws Exception {
        return studio.copyOf("alice.wav").getFileName() + "@05alice";
    }

    private String bobs() throws Exception {
        return studio.copyOf("bob.wav").getFileName() + "@05alice";
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1"})
    void a_half_dead_process_gets_both_weights_again_and_then_speaks(String mode) throws Exception {
        GptSovitsEngine engine = studio.with("streaming-mode", mode).open(server);
        server.loseModels();

        if (mode.equals("0")) {
            Studio.assertFailure(Studio.failure(engine, "alice"), "engine_failed", Kind.TRANSIENT);
        }
        Studio.speech(engine, "alice");
        assertThat(server.loads).endsWith("05alice", "gpt-alice").hasSize(4);
    }

    @Test
    void a_half_dead_process_that_cannot_read_a_recording_gets_both_weights_again() throws Exception {
        studio.with("voices.bob.gpt-weights", "alice.ckpt").with("voices.bob.sovits-weights", "alice.pth");
        GptSovitsEngine engine = studio.open(server);
        server.loseModels();

        Studio.assertFailure(Studio.failure(engine, "bob"), "engine_failed", Kind.TRANSIENT);
        Studio.speech(engine, "bob");
    }

    @Test
    void a_process_that_is_silent_because_one_weight_is_lost_gets_both_again() throws Exception {
        GptSovitsEngine engine = studio.open(server);
        server.loseModels();
        server.restart();
        server.faults.add(Fault.FULL_WHILE_SPEAKING);
        Studio.failure(engine, "alice");
        Studio.speech(engine, "alice");

        assertThat(server.switches()).isEqualTo(2);
    }

    @Test
    void a_process_that_is_silent_twice_is_put_out_of_use() throws Exception {
        try (GptSovitsDouble other = new GptSovitsDouble()) {
            GptSovitsEngine engine = studio.open(server, other);
            GptSovitsDouble first = server.spoke.isEmpty() ? other : server;
            GptSovitsDouble second = first == server ? other : server;
            first.faults.addAll(List.of(Fault.FULL_WHILE_SPEAKING, Fault.FULL_WHILE_SPEAKING));

            Studio.failure(engine, "alice");
            Studio.failure(engine, "alice");
            Studio.speech(engine, "alice");
            assertThat(second.spoke).hasSize(1);
        }
    }

    @Test
    void a_500_may_pass() throws Exception {
        GptSovitsEngine engine = studio.open(server);
        server.faults.add(Fault.INTERNAL);

        Studio.assertFailure(Studio.failure(engine, "alice"), "engine_failed", Kind.TRANSIENT);
    }

    @Test
    void a_wav_without_a_sample_is_a_failure() throws Exception {
        GptSovitsEngine engine = studio.open(server);
        server.faults.add(Fault.NO_AUDIO);

        Studio.assertFailure(Studio.failure(engine, "alice"), "engine_bad_audio", Kind.TRANSIENT);
    }

    @ParameterizedTest
    @CsvSource({"400,'{\"message\":\"text_lang: ko is not supported in version v1\"}'", "422,'{\"detail\":[]}'", "405,"
    })
    void what_the_server_says_of_the_request_itself_holds_for_good(int status, String body) throws Exception {
        try (RawServer refusing = new RawServer(talk -> {
            boolean asked = talk.line().startsWith("POST");
            talk.whole(asked ? status : 200, "", asked ? String.valueOf(body) : "{\"message\":\"success\"}");
        })) {
            assertThatThrownBy(() -> studio.open(List.of(refusing.url())))
                    .hasMessageContaining("chorale.worker.engines.sovits.url")
                    .hasMessageContaining("does not speak: the engine");
            assertThat(refusing.talks)
                    .filteredOn(t -> t.body().contains("\"seed\""))
                    .hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Reference audio is outside the 3-10 second range, please choose another one!",
                "参考音频在3~10秒范围外，请更换！",
                "参照音声が3～10秒の範囲外です。別の音声に変更してください！",
                "请输入有效文本",
                "有効なテキストを入力してください"
            })
    void what_the_server_says_of_a_recording_or_a_text_holds_for_good_in_whatever_language(String words) {
        String body = "{\"message\":\"tts failed\",\"Exception\":\"" + words + "\"}";
        Answer answer =
                new Answer.Given(400, HttpHeaders.of(Map.of(), (_, _) -> true), body.getBytes(StandardCharsets.UTF_8));
        Hearing hearing = new Hearing(new Failures(InstantSource.fixed(Instant.EPOCH)));

        Studio.assertFailure(hearing.refused(answer).failure(), "engine_refused", Kind.PERMANENT);
    }

    @Test
    void a_card_that_is_full_while_weights_are_loaded_is_not_the_voices_fault_whatever_its_figures() {
        String body = "{\"message\":\"change sovits weight failed\","
                + "\"Exception\":\"CUDA out of memory. Tried to allocate 3.10 GiB.\"}";
        Answer answer =
                new Answer.Given(400, HttpHeaders.of(Map.of(), (_, _) -> true), body.getBytes(StandardCharsets.UTF_8));
        Hearing hearing = new Hearing(new Failures(InstantSource.fixed(Instant.EPOCH)));

        Studio.assertFailure(hearing.controlled(answer).orElseThrow().failure(), "engine_out_of_memory", Kind.CRASHED);
    }

    @Test
    void the_older_api_py_is_not_taken_for_this_server() throws Exception {
        try (RawServer older = new RawServer(talk -> talk.whole(404, "", "{\"detail\":\"Not Found\"}"))) {
            assertThatThrownBy(() -> studio.open(List.of(older.url())))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("the engine answered 404")
                    .hasMessageEndingWith("(expected GPT-SoVITS's api_v2.py, which sees the voices' files)");
        }
    }
}
