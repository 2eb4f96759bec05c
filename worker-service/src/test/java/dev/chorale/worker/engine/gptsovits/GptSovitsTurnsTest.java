package dev.chorale.worker.engine.gptsovits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.worker.engine.EngineFailure.Kind;
import dev.chorale.worker.engine.Spoken;
import dev.chorale.worker.engine.child.Waiting;
import dev.chorale.worker.engine.gptsovits.GptSovitsDouble.Fault;
import dev.chorale.worker.engine.gptsovits.GptSovitsDouble.Spoke;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GptSovitsTurnsTest {
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
        server.release.countDown();
        server.close();
    }

    @Test
    void a_hundred_calls_of_two_voices_at_random_load_weights_less_than_25_times_and_never_overlap() throws Exception {
        GptSovitsEngine engine = studio.open(server);
        Random chance = new Random(4);
        try (ExecutorService hands = Executors.newFixedThreadPool(8)) {
            List<Future<Spoken>> calls = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                String voice = chance.nextBoolean() ? "alice" : "bob";
                calls.add(hands.submit(() -> engine.speak(Studio.segment(voice, voice))));
            }
            for (Future<Spoken> call : calls) {
                assertThat(call.get()).isInstanceOf(Spoken.Speech.class);
            }
        }
        assertThat(server.switches()).isLessThan(25);
        assertThat(server.overlapped).isFalse();
        assertThat(server.performed()).hasSize(100).allSatisfy(spoke -> {
            assertThat(spoke.gpt())
                    .isEqualTo("gpt-" + spoke.asked().path("text").asText());
            assertThat(spoke.sovits())
                    .isEqualTo("05" + spoke.asked().path("text").asText());
            assertThat(spoke.reference()).endsWith("@" + spoke.sovits());
        });
    }

    @Test
    void a_call_that_16_others_have_overtaken_goes_first() throws Exception {
        studio.callsEach = 64;
        GptSovitsEngine engine = studio.open(server);
        server.faults.add(Fault.HELD);
        List<Thread> callers = new ArrayList<>();
        callers.add(calling(engine, "alice"));
        Waiting.until(() -> server.spoke.size() == 2);
        callers.add(waiting(engine, "bob"));
        for (int i = 0; i < 40; i++) {
            callers.add(waiting(engine, "alice"));
        }
        server.release.countDown();
        for (Thread caller : callers) {
            assertThat(caller.join(Duration.ofSeconds(10))).isTrue();
        }

        assertThat(server.performed()).extracting(Spoke::gpt).hasSize(42);
        assertThat(server.performed().get(17).gpt()).isEqualTo("gpt-bob");
        assertThat(server.switches()).isEqualTo(3);
    }

    @Test
    void a_voice_goes_to_the_process_where_its_weights_are() throws Exception {
        try (GptSovitsDouble other = new GptSovitsDouble()) {
            GptSovitsEngine engine = studio.open(server, other);
            for (int i = 0; i < 5; i++) {
                Studio.speech(engine, "alice");
                Studio.speech(engine, "bob");
            }

            assertThat(server.switches()).isEqualTo(1);
            assertThat(other.switches()).isEqualTo(1);
        }
    }

    @Test
    void a_voice_that_many_wait_for_is_loaded_by_an_idle_process_too() throws Exception {
        try (GptSovitsDouble other = new GptSovitsDouble()) {
            GptSovitsEngine engine = studio.open(server, other);
            GptSovitsDouble first = server.spoke.isEmpty() ? other : server;
            GptSovitsDouble second = first == server ? other : server;
            first.faults.add(Fault.HELD);
            List<Thread> callers = new ArrayList<>();
            callers.add(calling(engine, "alice"));
            Waiting.until(() -> first.spoke.size() == 2);
            callers.add(waiting(engine, "alice"));
            callers.add(waiting(engine, "alice"));
            assertThat(second.spoke).isEmpty();

            callers.add(calling(engine, "alice"));
            Waiting.until(() -> !second.spoke.isEmpty());
            first.release.countDown();
            for (Thread caller : callers) {
                assertThat(caller.join(Duration.ofSeconds(10))).isTrue();
            }
        }
    }

    @Test
    void it_tells_which_voices_its_processes_have_loaded() throws Exception {
        try (GptSovitsDouble other = new GptSovitsDouble()) {
            studio.with("voices.alia.gpt-weights", "alice.ckpt")
                    .with("voices.alia.sovits-weights", "alice.pth")
                    .with("voices.alia.ref-audio", "bob.wav")
                    .with("voices.alia.language", "en");
            GptSovitsEngine engine = studio.open(server, other);
            assertThat(engine.places()).isEqualTo(2);
            assertThat(engine.loaded()).containsExactlyInAnyOrder("alia", "alice");

            Studio.speech(engine, "bob");
            assertThat(engine.loaded()).containsExactlyInAnyOrder("alia", "alice", "bob");

            other.faults.add(Fault.RESTART);
            server.faults.add(Fault.RESTART);
            Studio.failure(engine, "bob");
            assertThat(engine.loaded()).containsExactlyInAnyOrder("alia", "alice");
        }
    }

    @Test
    void a_dead_process_costs_no_call() throws Exception {
        try (GptSovitsDouble other = new GptSovitsDouble()) {
            GptSovitsEngine engine = studio.open(server, other);
            GptSovitsDouble first = server.spoke.isEmpty() ? other : server;
            GptSovitsDouble second = first == server ? other : server;
            first.close();

            for (int i = 0; i < 3; i++) {
                Studio.speech(engine, "alice");
            }
            assertThat(second.spoke).hasSize(3);
        }
    }

    @Test
    void a_server_that_takes_no_connection_harmed_nobody() throws Exception {
        GptSovitsEngine engine = studio.open(server);
        server.close();

        Studio.assertFailure(Studio.failure(engine, "alice"), "engine_unavailable", Kind.OVERLOADED);
    }

    @Test
    void a_call_that_waits_for_its_turn_can_be_interrupted() throws Exception {
        GptSovitsEngine engine = studio.open(server);
        server.faults.add(Fault.HELD);
        Thread first = calling(engine, "alice");
        Waiting.until(() -> server.spoke.size() == 2);
        Thread second = waiting(engine, "bob");
        second.interrupt();
        assertThat(second.join(Duration.ofSeconds(5))).isTrue();
        server.release.countDown();
        assertThat(first.join(Duration.ofSeconds(5))).isTrue();

        Studio.speech(engine, "alice");
        assertThat(server.switches()).isEqualTo(1);
    }

    @Test
    void a_stream_that_was_given_up_goes_on_for_a_fragment_so_the_process_rests_meanwhile() throws Exception {
        GptSovitsEngine engine =
                studio.with("streaming-mode", "1").with("stall", "PT20S").open(server);
        server.faults.add(Fault.HELD);
        Thread first = calling(engine, "alice");
        Waiting.until(() -> server.spoke.size() == 2);
        first.interrupt();
        assertThat(first.join(Duration.ofSeconds(5))).isTrue();
        Thread second = waiting(engine, "bob");

        assertThat(server.spoke).hasSize(2);
        server.release.countDown();
        Waiting.until(() -> server.inside() == 0);
        studio.ahead.addAndGet(Duration.ofSeconds(20).toNanos());
        assertThat(second.join(Duration.ofSeconds(5))).isTrue();
        assertThat(server.spoke).hasSize(3);
        assertThat(server.overlapped).isFalse();
    }

    @Test
    void a_whole_answer_that_was_given_up_goes_on_unseen_so_others_speak_first_and_the_recording_is_given_again()
            throws Exception {
        try (GptSovitsDouble other = new GptSovitsDouble()) {
            GptSovitsEngine engine = studio.without("bob").open(server, other);
            server.faults.add(Fault.HELD);
            Thread first = calling(engine, "alice");
            Waiting.until(() -> server.spoke.size() == 2);
            first.interrupt();
            assertThat(first.join(Duration.ofSeconds(5))).isTrue();
            Studio.speech(engine, "alice");
            assertThat(other.spoke).hasSize(1);

            server.release.countDown();
            Waiting.until(() -> server.inside() == 0);
            other.close();
            long given = recordingsGiven();
            Studio.speech(engine, "alice");
            assertThat(recordingsGiven()).isEqualTo(given + 1);
            assertThat(server.spoke).hasSize(3);
        }
    }

    private long recordingsGiven() {
        return server.talks().stream()
                .filter(talk -> talk.line().contains("/set_refer_audio"))
                .count();
    }

    @Test
    void after_a_stream_that_stopped_the_process_rests_as_long_as_it_may_load_both_models() throws Exception {
        GptSovitsEngine engine = studio.with("streaming-mode", "1")
                .with("first-byte", "PT0.3S")
                .with("stall", "PT20S")
                .with("load-timeout", "PT2M")
                .open(server);
        server.faults.add(Fault.MUTE);
        Studio.assertFailure(Studio.failure(engine, "alice"), "engine_timeout", Kind.TRANSIENT);
        studio.ahead.addAndGet(Duration.ofMinutes(3).toNanos());
        Thread second = waiting(engine, "bob");

        assertThat(server.switches()).isOne();
        server.release.countDown();
        Waiting.until(() -> server.inside() == 0);
        studio.ahead.addAndGet(Duration.ofMinutes(1).toNanos());
        assertThat(second.join(Duration.ofSeconds(5))).isTrue();
        assertThat(server.switches()).isEqualTo(2);
        assertThat(server.overlapped).isFalse();
    }

    @Test
    void an_answer_that_does_not_come_is_given_up() throws Exception {
        GptSovitsEngine engine = studio.with("first-byte", "PT0.3S").open(server);
        server.faults.add(Fault.HELD);

        Studio.assertFailure(Studio.failure(engine, "alice"), "engine_timeout", Kind.TRANSIENT);
    }

    private static Thread calling(GptSovitsEngine engine, String voice) {
        return Thread.ofVirtual().start(() -> {
            try {
                engine.speak(Studio.segment(voice, voice));
            } catch (InterruptedException e) {
                // As the test wants it.
            }
        });
    }

    /** One that has taken its place in the queue. */
    private static Thread waiting(GptSovitsEngine engine, String voice) {
        Thread caller = calling(engine, voice);
        Waiting.until(() -> caller.getState() == Thread.State.TIMED_WAITING);
        return caller;
    }
}
