package dev.chorale.worker.engine.emotivoice;

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
import dev.chorale.worker.engine.child.Waiting;
import dev.chorale.worker.engine.emotivoice.EmotiVoiceDouble.Fault;
import dev.chorale.worker.engine.http.Answer;
import dev.chorale.worker.engine.http.RawServer;
import dev.chorale.worker.engine.http.Told;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EmotiVoiceFailuresTest {
    private EmotiVoiceDouble server;

    @BeforeEach
    void start() throws Exception {
        server = new EmotiVoiceDouble();
    }

    @AfterEach
    void close() throws Exception {
        server.close();
    }

    @Test
    void a_500_is_held_to_be_the_cards_and_the_call_is_made_again() throws Exception {
        EmotiVoiceEngine engine = new Cabin().open(server);
        server.faults.addAll(List.of(Fault.FULL, Fault.FULL));

        Cabin.speech(engine, "sesame");
        assertThat(server.performed()).hasSize(3);
    }

    @Test
    void the_call_after_a_500_has_the_engine_for_itself() throws Exception {
        EmotiVoiceEngine engine = new Cabin().open(server);
        server.faults.addAll(List.of(Fault.HELD, Fault.FULL));
        try (ExecutorService hands = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Spoken> held = hands.submit(() -> engine.speak(Cabin.segment("one")));
            Waiting.until(() -> server.performed().size() == 1);
            Future<Spoken> failing = hands.submit(() -> engine.speak(Cabin.segment("two")));
            Waiting.until(() -> server.performed().size() == 2 && server.inside() == 1);
            server.release.countDown();

            assertThat(held.get()).isInstanceOf(Spoken.Speech.class);
            assertThat(failing.get()).isInstanceOf(Spoken.Speech.class);
        }
        assertThat(server.company).containsExactly(1, 1, 2, 1);
    }

    @Test
    void a_text_that_fails_thrice_while_another_is_spoken_is_refused_for_good() throws Exception {
        EmotiVoiceEngine engine = new Cabin().open(server);
        server.poison = "sesame";

        Cabin.assertFailure(Cabin.failure(engine, "sesame"), "engine_refused", Kind.PERMANENT);
        assertThat(server.performed()).hasSize(3);
    }

    @Test
    void a_made_voice_whose_speaker_the_server_has_not_is_unusable_for_good() throws Exception {
        EmotiVoiceEngine engine = new Cabin().open(server);

        Cabin.assertFailure(made(engine, "9018"), "voice_unusable", Kind.PERMANENT);
        assertThat(made(engine, "9018").message()).contains("speaker 9018");
    }

    @Test
    void where_the_operator_named_no_voice_the_servers_own_first_one_tells_whose_fault_it_is() throws Exception {
        Cabin cabin = new Cabin();
        cabin.options.clear();
        EmotiVoiceEngine engine = cabin.open(server);

        Cabin.assertFailure(made(engine, "9018"), "voice_unusable", Kind.PERMANENT);
        server.poison = "";
        Cabin.assertFailure(made(engine, "9018"), "engine_failed", Kind.TRANSIENT);
    }

    @Test
    void speed_which_a_server_without_its_program_fails_of_is_done_on_its_audio() throws Exception {
        EmotiVoiceEngine engine = new Cabin().open(server);
        server.stretches = false;
        Duration plain = Cabin.speech(engine, "一二三四五六七八九十").duration();
        Spoken fast = engine.speak(new Segment("一二三四五六七八九十", "maria", new Prosody(200, 0, 0), 3));

        assertThat(fast)
                .isInstanceOfSatisfying(
                        Spoken.Speech.class,
                        speech -> assertThat(speech.pcm().duration()).isEqualTo(plain.dividedBy(2)));
    }

    @Test
    void instructions_that_are_longer_than_the_server_reads_are_refused_before_the_call() throws Exception {
        EmotiVoiceEngine engine = new Cabin().open(server);

        assertThat(told(engine, "Softly. ".repeat(62))).isInstanceOf(Spoken.Speech.class);
        assertThat(told(engine, "Softly. ".repeat(63)))
                .isInstanceOfSatisfying(
                        Spoken.Refused.class,
                        refused -> Cabin.assertFailure(refused.failure(), "engine_refused", Kind.PERMANENT));
        assertThat(server.performed()).hasSize(1);
    }

    private static EngineFailure made(EmotiVoiceEngine engine, String speaker) throws InterruptedException {
        MadeVoice voice = new MadeVoice("emoti", "zh", Map.of("speaker", speaker));
        Spoken spoken = engine.speak(new Segment("sesame", "voice_1", Prosody.NEUTRAL, Style.NONE, 7, voice));
        assertThat(spoken).isInstanceOf(Spoken.Refused.class);
        return ((Spoken.Refused) spoken).failure();
    }

    private static Spoken told(EmotiVoiceEngine engine, String how) throws InterruptedException {
        Style style = new Style(Emotion.NONE, 100, how);
        return engine.speak(new Segment("sesame", "maria", Prosody.NEUTRAL, style, 7, null));
    }

    @Test
    void a_server_that_fails_of_every_text_may_come_to_itself() throws Exception {
        EmotiVoiceEngine engine = new Cabin().open(server);
        server.poison = "";

        Cabin.assertFailure(Cabin.failure(engine, "sesame"), "engine_failed", Kind.TRANSIENT);
    }

    @ParameterizedTest
    @CsvSource({
        "OTHER_RATE,engine_bad_audio",
        "ZEROS,engine_bad_audio",
        "MP3,engine_bad_audio",
        "SHORT_BODY,engine_cut_audio"
    })
    void a_200_that_is_not_whole_speech_at_16_kHz_is_a_failure(Fault fault, String code) throws Exception {
        EmotiVoiceEngine engine = new Cabin().open(server);
        server.faults.add(fault);

        Cabin.assertFailure(Cabin.failure(engine, "sesame"), code, Kind.TRANSIENT);
    }

    @Test
    void a_200_that_is_no_speech_is_a_failure_for_the_limiter_too() throws Exception {
        Told limiter = new Told(2);
        Cabin cabin = new Cabin();
        cabin.limiters = (_, _) -> limiter;
        EmotiVoiceEngine engine = cabin.open(server);
        server.faults.add(Fault.OTHER_RATE);
        Cabin.failure(engine, "sesame");

        assertThat(limiter.answers).last().isInstanceOf(Answer.Failed.class);
    }

    @Test
    void a_server_whose_first_word_is_a_500_does_not_start_the_worker() {
        server.poison = "";

        assertThatThrownBy(() -> new Cabin().open(server))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("chorale.worker.engines.emoti.url")
                .hasMessageContaining("does not speak: the engine answered 500")
                .hasMessageEndingWith("(expected EmotiVoice's openaiapi:app)");
    }

    @Test
    void a_422_holds_for_good() throws Exception {
        try (RawServer strict = new RawServer(talk -> talk.whole(422, "", "{\"detail\":[]}"))) {
            assertThatThrownBy(() -> new Cabin().open(strict.url())).hasMessageContaining("the engine answered 422");
        }
    }

    @Test
    void a_server_that_takes_no_connection_harmed_nobody() throws Exception {
        EmotiVoiceEngine engine = new Cabin().open(server);
        server.close();

        Cabin.assertFailure(Cabin.failure(engine, "sesame"), "engine_unavailable", Kind.OVERLOADED);
    }

    @Test
    void an_answer_that_does_not_come_is_given_up() throws Exception {
        EmotiVoiceEngine engine = new Cabin().with("first-byte", "PT0.3S").open(server);
        server.faults.add(Fault.HELD);

        Cabin.assertFailure(Cabin.failure(engine, "sesame"), "engine_timeout", Kind.TRANSIENT);
    }

    @Test
    void an_interrupt_aborts_the_call() throws Exception {
        EmotiVoiceEngine engine = new Cabin().open(server);
        server.faults.add(Fault.HELD);
        Thread caller = Thread.ofVirtual().start(() -> {
            try {
                engine.speak(Cabin.segment("sesame"));
            } catch (InterruptedException e) {
                // As the test wants it.
            }
        });
        Waiting.until(() -> !server.performed().isEmpty());
        caller.interrupt();

        assertThat(caller.join(Duration.ofSeconds(5))).isTrue();
    }
}
