package dev.chorale.worker.engine.cosyvoice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chorale.common.speech.Prosody;
import dev.chorale.worker.engine.EngineFailure;
import dev.chorale.worker.engine.EngineFailure.Kind;
import dev.chorale.worker.engine.Segment;
import dev.chorale.worker.engine.Spoken;
import dev.chorale.worker.engine.child.Waiting;
import dev.chorale.worker.engine.http.Answer;
import dev.chorale.worker.engine.http.RawServer;
import dev.chorale.worker.engine.http.Told;
import io.grpc.Status;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CosyVoiceGrpcFailuresTest {
    @TempDir
    Path folder;

    private Booth booth;
    private GrpcDouble server;

    @BeforeEach
    void build() throws Exception {
        booth = new Booth(folder).with("generation", "1").voice("anna", "sft");
        server = new GrpcDouble(1);
    }

    @AfterEach
    void close() throws Exception {
        server.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '~',
            value = {
                "CUDA out of memory. Tried to allocate 2.00 GiB.; engine_out_of_memory; CRASHED",
                "CUDA error: an illegal memory access was encountered; engine_crashed; CRASHED",
                "CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`; engine_crashed; CRASHED",
                "cuFFT error: CUFFT_INTERNAL_ERROR; engine_crashed; CRASHED",
                "Invalid file: tensor([[0.1]]); engine_refused; PERMANENT",
                "inference_instruct is only implemented for CosyVoice!; engine_refused; PERMANENT",
                "buffer size must be a multiple of element size; engine_refused; PERMANENT",
                "do not support extract speech token for audio longer than 30s; engine_refused; PERMANENT",
                "'nobody'; engine_refused; PERMANENT",
                "\"it's me\"; engine_refused; PERMANENT",
                "KeyError: 'embedding'; engine_refused; PERMANENT"
            })
    void what_python_said_tells_a_full_card_from_a_request_that_cannot_be(String words, String code, Kind kind)
            throws Exception {
        CosyVoiceEngine engine = booth.open(server);
        server.traps.add(GrpcDouble.raising(words));

        Booth.assertFailure(Booth.failure(engine, "anna"), code, kind);
        assertThat(server.performed()).as("not asked again").hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "RESOURCE_EXHAUSTED, engine_overloaded, OVERLOADED",
        "UNAVAILABLE, engine_unavailable, OVERLOADED",
        "UNIMPLEMENTED, engine_misconfigured, TRANSIENT",
        "UNAUTHENTICATED, engine_misconfigured, TRANSIENT",
        "PERMISSION_DENIED, engine_misconfigured, TRANSIENT"
    })
    void a_status_that_is_no_exceptions_means_what_it_says(Status.Code status, String code, Kind kind)
            throws Exception {
        CosyVoiceEngine engine = booth.open(server);
        server.traps.add(GrpcDouble.ending(status.toStatus().withDescription("Any")));

        Booth.assertFailure(Booth.failure(engine, "anna"), code, kind);
    }

    @Test
    void a_server_that_is_full_turns_calls_away_at_once_and_the_limiter_hears_of_it() throws Exception {
        server.close();
        server = new GrpcDouble(1, 1);
        Told told = new Told(4);
        CosyVoiceEngine engine = booth.openGrpc((_, _) -> told, server.url());
        server.traps.add(server.holding());
        Thread first = Thread.ofVirtual().start(() -> speakToTheEnd(engine));
        Waiting.until(() -> server.performed().size() == 1);

        EngineFailure failure = Booth.failure(engine, "anna");
        Booth.assertFailure(failure, "engine_overloaded", Kind.OVERLOADED);
        assertThat(told.answers).last().isEqualTo(new Answer.Failed(failure));
        first.interrupt();
        assertThat(first.join(Duration.ofSeconds(5))).isTrue();
    }

    @Test
    void an_exception_that_nobody_foresaw_is_asked_about_again() throws Exception {
        CosyVoiceEngine engine = booth.open(server);
        server.traps.add(GrpcDouble.raising("list index out of range"));

        Booth.speech(engine, "anna", "A few words.");
        assertThat(server.performed()).hasSize(2);
    }

    @Test
    void an_exception_that_comes_twice_while_another_text_is_spoken_is_of_the_text() throws Exception {
        CosyVoiceEngine engine = booth.open(server);
        server.traps.addAll(List.of(raising("sesame out of range"), raising("sesame out of range")));

        Booth.assertFailure(Booth.failure(engine, "anna"), "engine_refused", Kind.PERMANENT);
    }

    @Test
    void an_exception_that_comes_of_every_text_may_pass() throws Exception {
        CosyVoiceEngine engine = booth.open(server);
        server.traps.addAll(List.of(raising("a"), raising("a"), raising("a")));

        EngineFailure failure = Booth.failure(engine, "anna");
        Booth.assertFailure(failure, "engine_failed", Kind.TRANSIENT);
        assertThat(failure.message()).isEqualTo("the engine answered UNKNOWN");
    }

    private static GrpcDouble.Trap raising(String words) {
        return GrpcDouble.raising(words);
    }

    @Test
    void an_audio_without_a_byte_though_the_status_is_ok_is_a_failure() throws Exception {
        assertBad((_, out) -> out.onCompleted(), "engine_bad_audio");
    }

    @Test
    void an_audio_that_ends_within_a_sample_is_a_failure() throws Exception {
        assertBad(
                (pcm, out) -> {
                    out.onNext(GrpcDouble.message(pcm, 0, pcm.length - 1));
                    out.onCompleted();
                },
                "engine_cut_audio");
    }

    @Test
    void silence_is_a_failure() throws Exception {
        assertBad(
                (pcm, out) -> {
                    out.onNext(GrpcDouble.message(new byte[pcm.length], 0, pcm.length));
                    out.onCompleted();
                },
                "engine_bad_audio");
    }

    @Test
    void a_card_that_fills_up_after_a_segment_leaves_no_part_of_the_speech() throws Exception {
        CosyVoiceEngine engine = booth.open(server);
        server.traps.add((pcm, out) -> {
            out.onNext(GrpcDouble.message(pcm, 0, pcm.length / 4 * 2));
            GrpcDouble.raising("CUDA out of memory.").spring(pcm, out);
        });

        Booth.assertFailure(Booth.failure(engine, "anna"), "engine_out_of_memory", Kind.CRASHED);
    }

    private void assertBad(GrpcDouble.Trap trap, String code) throws Exception {
        CosyVoiceEngine engine = booth.open(server);
        server.traps.add(trap);

        Booth.assertFailure(Booth.failure(engine, "anna"), code, Kind.TRANSIENT);
    }

    @Test
    void a_server_that_takes_no_connection_harmed_nobody() throws Exception {
        CosyVoiceEngine engine = booth.open(server);
        server.close();

        Booth.assertFailure(Booth.failure(engine, "anna"), "engine_unavailable", Kind.OVERLOADED);
    }

    @Test
    void a_name_that_nobody_knows_is_no_connection() {
        assertThatThrownBy(() -> booth.openGrpc("grpc://no-such-host.invalid:50000"))
                .hasMessageContaining("does not speak: the engine took no connection");
    }

    @Test
    void a_dead_process_costs_no_call() throws Exception {
        try (GrpcDouble dead = new GrpcDouble(1)) {
            String gone = dead.url();
            dead.close();
            CosyVoiceEngine engine = booth.openGrpc(gone, server.url());

            for (int i = 0; i < 3; i++) {
                Booth.speech(engine, "anna", "A few words.");
            }
        }
    }

    @Test
    void a_server_of_another_protocol_at_the_address_ends_the_start_at_once() throws Exception {
        try (RawServer web = new RawServer(talk -> {
            talk.whole(400, "", "Invalid HTTP request received.");
            talk.finish();
        })) {
            assertThatThrownBy(() -> booth.openGrpc(web.url()))
                    .hasMessageContaining("what listens at the address speaks no gRPC")
                    .hasMessageContaining("(expected CosyVoice's gRPC server, with a mode");
            assertThat(booth.ahead.get()).as("waited for it").isZero();
        }
    }

    @Test
    void calls_with_a_recording_that_do_not_work_at_all_make_their_voices_unusable_and_no_others() throws Exception {
        server.knowsNoRecordings = true;
        CosyVoiceEngine engine = booth.voice("zero", "zero-shot").open(server);

        EngineFailure failure = Booth.failure(engine, "zero");
        Booth.assertFailure(failure, "engine_misconfigured", Kind.TRANSIENT);
        assertThat(failure.message())
                .isEqualTo("the engine does not speak in mode zero-shot: the engine answered UNKNOWN (Invalid file)");
        Booth.speech(engine, "anna", "A few words.");
    }

    @Test
    void a_speaker_that_the_model_has_not_ends_the_start_with_the_cause() {
        booth.with("voices.anna.speaker", "nobody");

        assertThatThrownBy(() -> booth.open(server))
                .hasMessageContaining("does not speak: the engine answered UNKNOWN (KeyError) (in mode sft)");
    }

    @Test
    void a_rate_that_cannot_be_right_is_found_out_by_the_length_of_a_known_sentence() {
        booth.with("sample-rate", "192000");

        assertThatThrownBy(() -> booth.open(server)).hasMessageContaining("is the sample rate right?");
    }

    @Test
    void an_interrupt_cancels_the_call_and_the_server_sees_it() throws Exception {
        CosyVoiceEngine engine = booth.open(server);
        server.traps.add(server.holding());
        Thread caller = Thread.ofVirtual().start(() -> speakToTheEnd(engine));
        Waiting.until(() -> !server.performed().isEmpty());
        assertThat(server.cancelled.getCount()).isOne();
        caller.interrupt();

        assertThat(caller.join(Duration.ofSeconds(5))).isTrue();
        assertThat(server.cancelled.await(5, TimeUnit.SECONDS)).isTrue();
    }

    private static void speakToTheEnd(CosyVoiceEngine engine) {
        try {
            Spoken spoken = engine.speak(new Segment("A few words.", "anna", Prosody.NEUTRAL, 1));
            assertThat(spoken).isNull();
        } catch (InterruptedException e) {
            // As the test wants it.
        }
    }
}
