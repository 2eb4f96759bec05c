package dev.chorale.worker.engine.gptsovits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.worker.engine.EngineFailure.Kind;
import dev.chorale.worker.engine.Spoken;
import dev.chorale.worker.engine.child.Waiting;
import dev.chorale.worker.engine.gptsovits.GptSovitsDouble.Fault;
import dev.chorale.worker.engine.http.Attended;
import dev.chorale.worker.engine.http.Sign;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(15)
class GptSovitsAttendedTest {
    @TempDir
    Path shared;

    private final Attended attended = new Attended();
    private Studio studio;
    private GptSovitsDouble server;

    @BeforeEach
    void build() throws Exception {
        studio = new Studio(shared);
        studio.attendants = Attended.by(attended);
        server = new GptSovitsDouble();
    }

    @AfterEach
    void close() throws Exception {
        server.close();
    }

    @Test
    void a_process_that_was_started_anew_is_given_its_weights_again() throws Exception {
        GptSovitsEngine engine = studio.open(server);
        Studio.speech(engine, "alice");
        assertThat(server.switches()).isOne();
        attended.starts++;
        Studio.speech(engine, "alice");
        assertThat(server.switches()).isEqualTo(2);
        Studio.speech(engine, "alice");
        assertThat(server.switches()).isEqualTo(2);
    }

    @Test
    void while_it_is_being_started_anew_a_call_is_turned_away_at_once() throws Exception {
        GptSovitsEngine engine = studio.open(server);
        attended.open = false;
        Studio.assertFailure(Studio.failure(engine, "alice"), "engine_unavailable", Kind.OVERLOADED);
        assertThat(server.performed()).isEmpty();
    }

    @Test
    void a_call_that_comes_just_as_it_is_closed_does_not_reach_it() throws Exception {
        GptSovitsEngine engine = studio.open(server);
        attended.lets = false;
        Studio.assertFailure(Studio.failure(engine, "alice"), "engine_unavailable", Kind.OVERLOADED);
        assertThat(server.performed()).isEmpty();
        attended.lets = true;
        attended.open = true;
        Studio.speech(engine, "alice");
    }

    @Test
    void the_whole_turn_is_one_call() throws Exception {
        GptSovitsEngine engine = studio.open(server);
        server.faults.add(Fault.HELD);
        try (ExecutorService hands = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Spoken> call = hands.submit(() -> engine.speak(Studio.segment("bob", "A few words.")));
            Waiting.until(() -> server.spoke.size() == 2);
            assertThat(attended.inside).isOne();
            server.release.countDown();
            assertThat(call.get()).isInstanceOf(Spoken.Speech.class);
        }
        assertThat(attended.inside).isZero();
        assertThat(attended.begun).as("the greeting, and loading and speaking").isEqualTo(2);
    }

    @Test
    void the_attendant_hears_what_only_the_adapter_can_know() throws Exception {
        GptSovitsEngine engine = studio.open(server);
        server.faults.addAll(List.of(Fault.FULL_WHILE_SPEAKING, Fault.CARD_LOST));
        Studio.failure(engine, "alice");
        Studio.failure(engine, "alice");
        assertThat(attended.signs).containsExactly(Sign.SPOKE, Sign.SILENT, Sign.LOST_CARD);
    }

    @Test
    void a_model_that_cannot_be_loaded_again_is_told() throws Exception {
        GptSovitsEngine engine = studio.open(server);
        server.loseModels();
        server.damaged.add("gpt-alice");
        Studio.failure(engine, "alice");
        assertThat(attended.signs).containsExactly(Sign.SPOKE, Sign.LOST_MODEL);
    }
}
