package dev.chorale.worker.engine.gptsovits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.worker.engine.EngineFailure.Kind;
import dev.chorale.worker.engine.gptsovits.GptSovitsDouble.Fault;
import dev.chorale.worker.engine.gptsovits.GptSovitsDouble.Spoke;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GptSovitsSwitchTest {
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

    @Test
    void weights_are_loaded_only_when_another_pair_is_there() throws Exception {
        GptSovitsEngine engine = studio.open(server);
        for (String voice : new String[] {"alice", "alice", "bob", "bob", "alice"}) {
            Studio.speech(engine, voice);
        }

        assertThat(server.loads).containsExactly("05alice", "gpt-alice", "05bob", "gpt-bob", "05alice", "gpt-alice");
        assertThat(server.performed())
                .extracting(Spoke::gpt)
                .containsExactly("gpt-alice", "gpt-alice", "gpt-bob", "gpt-bob", "gpt-alice");
    }

    @Test
    void a_recording_is_read_again_after_a_switch_which_the_server_would_not_do() throws Exception {
        studio.with("voices.bob.ref-audio", "alice.wav");
        GptSovitsEngine engine = studio.open(server);
        Studio.speech(engine, "bob");
        Studio.speech(engine, "alice");

        assertThat(server.performed())
                .allSatisfy(spoke -> assertThat(spoke.reference()).endsWith("@" + spoke.sovits()));
    }

    @Test
    void two_voices_of_the_same_weights_share_them_and_each_keeps_its_recording() throws Exception {
        studio.with("voices.bob.gpt-weights", "alice.ckpt").with("voices.bob.sovits-weights", "alice.pth");
        GptSovitsEngine engine = studio.open(server);
        Studio.speech(engine, "bob");
        Studio.speech(engine, "alice");

        assertThat(server.switches()).isEqualTo(1);
        assertThat(server.performed()).extracting(Spoke::reference).doesNotHaveDuplicates();
    }

    @Test
    void damaged_weights_are_refused_for_good_and_the_last_good_pair_is_loaded_again() throws Exception {
        GptSovitsEngine engine = studio.open(server);
        server.damaged.add("gpt-bob");

        Studio.assertFailure(Studio.failure(engine, "bob"), "voice_unusable", Kind.PERMANENT);
        assertThat(server.loads).endsWith("05bob", "05alice", "gpt-alice");
        assertThat(server.configuredGpt()).contains("gpt-alice");
        assertThat(server.switches()).isEqualTo(2);
        Studio.speech(engine, "alice");
        assertThat(server.switches()).as("alice was known to be loaded").isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Error(s) in loading state_dict for Text2SemanticLightningModule: size mismatch",
                "invalid load key, 'R'.",
                "Missing Pretrained Model, Cannot Load LoRA Weights"
            })
    void weights_that_do_not_fit_are_the_voices_fault_when_the_last_good_pair_is_loaded_again(String words)
            throws Exception {
        GptSovitsEngine engine = studio.open(server);
        server.unfit.put("gpt-bob", words);

        Studio.assertFailure(Studio.failure(engine, "bob"), "voice_unusable", Kind.PERMANENT);
        Studio.speech(engine, "alice");
        assertThat(server.loads).endsWith("05bob", "05alice", "gpt-alice");
    }

    @Test
    void weights_that_did_not_load_once_without_a_word_of_the_cause_are_loaded_again() throws Exception {
        GptSovitsEngine engine = studio.open(server);
        server.hiccups.add("gpt-bob");

        Studio.speech(engine, "bob");
        assertThat(server.loads).endsWith("05bob", "05alice", "gpt-alice", "05bob", "gpt-bob");
    }

    @Test
    void weights_that_were_good_before_are_not_to_blame() throws Exception {
        GptSovitsEngine engine = studio.without("bob").open(server);
        server.unfit.put("gpt-alice", "invalid load key, 'R'.");
        studio.ahead.addAndGet(Duration.ofSeconds(30).toNanos());

        Studio.assertFailure(Studio.failure(engine, "alice"), "engine_failed", Kind.TRANSIENT);
    }

    @Test
    void weights_for_which_there_was_no_memory_are_not_to_blame() throws Exception {
        GptSovitsEngine engine = studio.open(server);
        server.unfit.put("gpt-bob", "DefaultCPUAllocator: not enough memory: you tried to allocate 4096 bytes.");

        Studio.assertFailure(Studio.failure(engine, "bob"), "engine_failed", Kind.TRANSIENT);
    }

    @Test
    void a_restart_after_a_failed_switch_finds_no_bad_path_and_so_speaks_with_no_other_voice() throws Exception {
        GptSovitsEngine engine = studio.open(server);
        server.damaged.add("05bob");
        Studio.failure(engine, "bob");
        server.restart();
        Studio.speech(engine, "alice");

        assertThat(server.performed().getLast().sovits()).isEqualTo("05alice");
    }

    @Test
    void a_recording_that_the_server_does_not_see_counts_as_a_failed_switch() throws Exception {
        GptSovitsEngine engine = studio.open(server);
        Files.delete(studio.copyOf("bob.wav"));
        Studio.assertFailure(Studio.failure(engine, "bob"), "engine_refused", Kind.PERMANENT);
        assertThat(server.loads).endsWith("05alice", "gpt-alice");

        Studio.speech(engine, "alice");
        assertThat(server.performed().getLast().sovits()).isEqualTo("05alice");
    }

    @Test
    void a_process_that_can_load_neither_pair_is_put_out_of_use_and_another_speaks() throws Exception {
        try (GptSovitsDouble other = new GptSovitsDouble()) {
            GptSovitsEngine engine = studio.voice("carol", "05carol").open(server, other);
            Studio.speech(engine, "bob");
            server.damaged.add("gpt-carol");
            server.damaged.add("gpt-alice");

            Studio.assertFailure(Studio.failure(engine, "carol"), "engine_failed", Kind.TRANSIENT);
            Studio.speech(engine, "carol");
            Studio.speech(engine, "alice");
            assertThat(other.spoke).extracting(Spoke::gpt).containsExactly("gpt-bob", "gpt-carol", "gpt-alice");
            assertThat(server.performed()).isEmpty();
        }
    }

    @Test
    void a_lone_process_that_was_put_out_of_use_is_tried_again_with_both_weights() throws Exception {
        GptSovitsEngine engine = studio.open(server);
        server.damaged.add("gpt-bob");
        server.damaged.add("gpt-alice");
        Studio.failure(engine, "bob");
        server.damaged.clear();

        assertThat(server.loads).endsWith("05bob", "05alice");
        Studio.speech(engine, "alice");
        assertThat(server.loads).endsWith("05alice", "gpt-alice");
    }

    @Test
    void weights_of_which_the_process_dies_count_as_a_crash_and_are_not_sent_to_the_next_one() throws Exception {
        try (GptSovitsDouble other = new GptSovitsDouble()) {
            GptSovitsEngine engine = studio.open(server, other);
            List.of(server, other).forEach(process -> process.deadly.add("gpt-bob"));

            Studio.assertFailure(Studio.failure(engine, "bob"), "engine_crashed", Kind.CRASHED);
            assertThat(Stream.of(server, other).flatMap(process -> process.talks().stream()))
                    .filteredOn(talk -> talk.line().contains("/set_gpt_weights")
                            && talk.line().contains(nameOf("bob.ckpt")))
                    .hasSize(1);
        }
    }

    @Test
    void a_process_that_is_gone_between_two_steps_of_a_switch_died_of_it() throws Exception {
        try (GptSovitsDouble other = new GptSovitsDouble()) {
            GptSovitsEngine engine = studio.open(server, other);
            List.of(server, other).forEach(process -> process.fatal.add("05bob"));

            Studio.assertFailure(Studio.failure(engine, "bob"), "engine_crashed", Kind.CRASHED);
            assertThat(Stream.of(server, other).flatMap(process -> process.loads.stream()))
                    .containsOnlyOnce("05bob");
        }
    }

    private String nameOf(String file) {
        try {
            return studio.copyOf(file).getFileName().toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void what_is_loaded_is_unknown_after_a_broken_connection() throws Exception {
        GptSovitsEngine engine = studio.open(server);
        server.faults.add(Fault.RESTART);
        Studio.assertFailure(Studio.failure(engine, "alice"), "engine_crashed", Kind.CRASHED);
        Studio.speech(engine, "alice");

        assertThat(server.switches()).isEqualTo(2);
    }

    @Test
    void what_is_loaded_is_unknown_after_a_silence_that_a_restart_fits_into() throws Exception {
        GptSovitsEngine engine = studio.without("bob").with("remember", "PT10S").open(server);
        Studio.speech(engine, "alice");
        assertThat(server.switches()).isEqualTo(1);
        studio.ahead.addAndGet(Duration.ofSeconds(10).toNanos());
        Studio.speech(engine, "alice");

        assertThat(server.switches()).isEqualTo(2);
    }
}
