package dev.chorale.worker.engine.cosyvoice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chorale.worker.engine.EngineFailure.Kind;
import dev.chorale.worker.engine.cosyvoice.CosyVoiceDouble.Fault;
import dev.chorale.worker.engine.http.Talk;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Versions of the server whose routes take GET alone. */
class CosyVoiceByGetTest {
    @TempDir
    Path folder;

    private Booth booth;
    private CosyVoiceDouble server;

    @BeforeEach
    void build() throws Exception {
        booth = new Booth(folder).with("generation", "1").voice("anna", "sft").voice("zero", "zero-shot");
        server = new CosyVoiceDouble(1);
        server.method = "GET";
    }

    @AfterEach
    void close() throws Exception {
        server.close();
    }

    @Test
    void a_server_that_takes_get_alone_is_sent_the_same_form_by_get_and_asked_once_by_post() throws Exception {
        CosyVoiceEngine engine = booth.open(server);
        Booth.speech(engine, "anna", "A few words.");
        Booth.speech(engine, "zero", "Some more.");

        assertThat(server.performed())
                .extracting(CosyVoiceDouble.Asked::text)
                .containsExactly("A few words.", "Some more.");
        assertThat(CosyVoiceDouble.recordingOf(server.performed().getLast()).sampleRateHz())
                .isEqualTo(24000);
        assertThat(posts()).hasSize(1);
    }

    @Test
    void a_server_that_was_replaced_by_one_that_takes_post_is_sent_that_again() throws Exception {
        CosyVoiceEngine engine = booth.open(server);
        server.method = "POST";
        Booth.speech(engine, "anna", "A few words.");
        Booth.speech(engine, "anna", "Some more.");

        assertThat(server.performed()).hasSize(2);
        assertThat(posts()).hasSize(3);
    }

    @Test
    void a_server_that_takes_neither_ends_the_start() {
        server.method = "PUT";

        assertThatThrownBy(() -> booth.open(server)).hasMessageContaining("the engine answered 405");
    }

    @Test
    void a_get_by_which_the_process_drops_the_connection_is_sent_once() throws Exception {
        CosyVoiceEngine engine = booth.open(server);
        server.faults.add(Fault.RESET);

        Booth.assertFailure(Booth.failure(engine, "anna"), "engine_crashed", Kind.CRASHED);
        assertThat(server.performed()).hasSize(1);
    }

    @Test
    void a_text_of_which_the_process_dies_counts_as_a_crash_though_nobody_is_there_any_more() throws Exception {
        CosyVoiceEngine engine = booth.open(server);
        server.faults.add(Fault.DIE);

        Booth.assertFailure(Booth.failure(engine, "anna"), "engine_crashed", Kind.CRASHED);
    }

    private List<Talk> posts() {
        return server.talks().stream()
                .filter(talk -> talk.line().startsWith("POST"))
                .toList();
    }
}
