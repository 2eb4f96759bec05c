package dev.chorale.worker.engine.cosyvoice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chorale.common.speech.Prosody;
import dev.chorale.worker.engine.EngineFailure.Kind;
import dev.chorale.worker.engine.Segment;
import dev.chorale.worker.engine.Spoken;
import dev.chorale.worker.engine.child.Waiting;
import dev.chorale.worker.engine.cosyvoice.CosyVoiceDouble.Fault;
import dev.chorale.worker.engine.http.Answer;
import dev.chorale.worker.engine.http.RawServer;
import dev.chorale.worker.engine.http.Told;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CosyVoiceFailuresTest {
    @TempDir
    Path folder;

    private Booth booth;
    private CosyVoiceDouble server;

    @BeforeEach
    void build() throws Exception {
        booth = new Booth(folder).with("generation", "1").voice("anna", "sft");
        server = new CosyVoiceDouble(1);
    }

    @AfterEach
    void close() throws Exception {
        server.close();
    }

    @Test
    void a_route_with_a_recording_that_does_not_work_at_all_makes_its_voices_unusable_and_no_others() throws Exception {
        server.brokenRoutes.add("/inference_zero_shot");
        CosyVoiceEngine engine = booth.voice("zero", "zero-shot").open(server);

        var failure = Booth.failure(engine, "zero");
        Booth.assertFailure(failure, "engine_misconfigured", Kind.TRANSIENT);
        assertThat(failure.message())
                .isEqualTo(
                        "the engine does not speak in mode zero-shot: the engine's answer was cut off after 0 bytes");
        Booth.speech(engine, "anna", "A few words.");
        assertThat(server.performed()).extracting(CosyVoiceDouble.Asked::route).containsExactly("/inference_sft");
    }

    @Test
    void a_route_that_was_repaired_is_found_out_after_a_minute() throws Exception {
        server.brokenRoutes.add("/inference_zero_shot");
        CosyVoiceEngine engine = booth.voice("zero", "zero-shot").open(server);
        server.brokenRoutes.clear();

        assertThat(Booth.failure(engine, "zero").code()).isEqualTo("engine_misconfigured");
        booth.ahead.addAndGet(Duration.ofMinutes(1).toNanos());
        Booth.speech(engine, "zero", "A few words.");
    }

    @Test
    void a_server_on_which_no_route_works_ends_the_start() {
        server.brokenRoutes.add("/inference_sft");

        assertThatThrownBy(() -> booth.open(server))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("does not speak: the engine's answer was cut off after 0 bytes (in mode sft)");
    }

    @Test
    void a_speaker_that_the_model_has_not_which_is_a_cut_answer_ends_the_start() {
        booth.with("voices.anna.speaker", "nobody");

        assertThatThrownBy(() -> booth.open(server)).hasMessageContaining("cut off after 0 bytes");
    }

    @Test
    void a_rate_that_cannot_be_right_is_found_out_by_the_length_of_a_known_sentence() {
        booth.with("sample-rate", "192000");

        assertThatThrownBy(() -> booth.open(server)).hasMessageContaining("is the sample rate right?");
    }

    @Test
    void an_answer_that_is_cut_at_once_is_asked_for_again() throws Exception {
        CosyVoiceEngine engine = booth.open(server);
        server.faults.add(Fault.FULL);

        Booth.speech(engine, "anna", "A few words.");
        assertThat(server.performed()).hasSize(2);
    }

    @Test
    void the_second_time_a_text_that_was_cut_has_the_engine_for_itself() throws Exception {
        CosyVoiceEngine engine = booth.open(server);
        server.faults.addAll(List.of(Fault.HELD, Fault.FULL));
        try (ExecutorService hands = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> held = hands.submit(() -> Booth.speech(engine, "anna", "The first one."));
            Waiting.until(() -> server.performed().size() == 1);
            Future<?> cut = hands.submit(() -> Booth.speech(engine, "anna", "The second one."));
            Waiting.until(() -> server.performed().size() == 2 && server.inside() == 1);
            server.release.countDown();

            held.get();
            cut.get();
        }
        assertThat(server.company).containsExactly(1, 1, 2, 1);
    }

    @Test
    void a_text_that_is_cut_twice_while_another_is_spoken_is_refused_for_good() throws Exception {
        CosyVoiceEngine engine = booth.open(server);
        server.poison = "sesame";

        Booth.assertFailure(Booth.failure(engine, "anna"), "engine_refused", Kind.PERMANENT);
        assertThat(server.performed()).hasSize(2);
    }

    @Test
    void a_server_that_cuts_everything_may_come_to_itself() throws Exception {
        CosyVoiceEngine engine = booth.open(server);
        server.faults.addAll(List.of(Fault.FULL, Fault.FULL, Fault.FULL));

        Booth.assertFailure(Booth.failure(engine, "anna"), "engine_cut_audio", Kind.TRANSIENT);
        Booth.speech(engine, "anna", "A few words.");
    }

    @Test
    void a_200_that_is_no_speech_is_a_failure_for_the_limiter_too() throws Exception {
        Told limiter = new Told(2);
        CosyVoiceEngine engine = booth.open((_, _) -> limiter, server.url());
        server.faults.add(Fault.OTHER_HEADER);
        Booth.failure(engine, "anna");

        assertThat(limiter.answers).last().isInstanceOf(Answer.Failed.class);
    }

    @ParameterizedTest
    @CsvSource({
        "FULL_LATER,engine_cut_audio",
        "NO_BYTE,engine_bad_audio",
        "ODD,engine_cut_audio",
        "ZEROS,engine_bad_audio",
        "HTML,engine_bad_audio",
        "OTHER_HEADER,engine_bad_audio",
        "INTERNAL,engine_failed"
    })
    void what_is_not_whole_speech_is_a_failure_though_the_status_may_be_200(Fault fault, String code) throws Exception {
        CosyVoiceEngine engine = booth.open(server);
        server.faults.add(fault);

        Booth.assertFailure(Booth.failure(engine, "anna"), code, Kind.TRANSIENT);
    }

    @ParameterizedTest
    @CsvSource({
        "audio/mpeg,false",
        "audio/ogg,false",
        "audio/flac,false",
        "audio/pcm;rate=24000,true",
        "audio/L16,true",
        "audio/wav,true",
        "audio/x-wav,true",
        "application/octet-stream,true"
    })
    void compressed_audio_is_never_taken_for_samples(String type, boolean taken) throws Exception {
        CosyVoiceEngine engine = booth.open(server);
        server.type = type;

        if (taken) {
            Booth.speech(engine, "anna", "A few words.");
        } else {
            Booth.assertFailure(Booth.failure(engine, "anna"), "engine_bad_audio", Kind.TRANSIENT);
        }
    }

    @Test
    void a_header_that_somebody_put_before_the_samples_is_not_spoken() throws Exception {
        CosyVoiceEngine engine = booth.open(server);
        server.faults.add(Fault.HEADER);

        assertThat(Booth.speech(engine, "anna", "A few words.").duration()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void punctuation_alone_which_the_server_answers_without_a_byte_is_a_pause() throws Exception {
        CosyVoiceEngine engine = booth.open(server);

        assertThat(Booth.speech(engine, "anna", "…!").isZero()).isTrue();
        assertThat(server.performed()).isEmpty();
    }

    @Test
    void a_422_holds_for_good() throws Exception {
        try (RawServer strict = new RawServer(talk -> talk.whole(422, "", "{\"detail\":[]}"))) {
            assertThatThrownBy(() -> booth.open(strict.url())).hasMessageContaining("the engine answered 422");
        }
    }

    @Test
    void a_server_that_takes_no_connection_harmed_nobody() throws Exception {
        CosyVoiceEngine engine = booth.open(server);
        server.close();

        Booth.assertFailure(Booth.failure(engine, "anna"), "engine_unavailable", Kind.OVERLOADED);
    }

    @Test
    void an_answer_that_does_not_come_is_given_up() throws Exception {
        CosyVoiceEngine engine = booth.with("first-byte", "PT0.3S").open(server);
        server.faults.add(Fault.HELD);

        Booth.assertFailure(Booth.failure(engine, "anna"), "engine_timeout", Kind.TRANSIENT);
    }

    @Test
    void an_interrupt_aborts_the_call() throws Exception {
        CosyVoiceEngine engine = booth.open(server);
        server.faults.add(Fault.HELD);
        Thread caller = Thread.ofVirtual().start(() -> {
            try {
                Spoken spoken = engine.speak(new Segment("A few words.", "anna", Prosody.NEUTRAL, 1));
                assertThat(spoken).isNull();
            } catch (InterruptedException e) {
                // As the test wants it.
            }
        });
        Waiting.until(() -> !server.performed().isEmpty());
        caller.interrupt();

        assertThat(caller.join(Duration.ofSeconds(5))).isTrue();
    }
}
