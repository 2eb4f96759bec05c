package dev.chorale.worker.engine.gptsovits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chorale.common.docs.ConfigurationPage;
import dev.chorale.worker.engine.EngineVoice;
import dev.chorale.worker.engine.Wavs;
import dev.chorale.worker.engine.gptsovits.GptSovitsDouble.Spoke;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GptSovitsVoicesTest {
    private static final List<String> NOWHERE = List.of("http://127.0.0.1:9");

    @TempDir
    Path folder;

    private Studio studio;

    @BeforeEach
    void build() throws Exception {
        studio = new Studio(Files.createDirectory(folder.resolve("shared")));
    }

    @Test
    void the_page_has_every_option_with_its_default_and_no_other() {
        TreeMap<String, String> expected = new TreeMap<>(GptSovitsSettings.OPTIONS);
        GptSovitsSettings.OF_VOICE.forEach((key, value) -> expected.put("voices.<name>." + key, value));

        assertThat(ConfigurationPage.rowsOf("Options of the adapter gpt-sovits"))
                .isEqualTo(expected);
    }

    @Test
    void a_card_holds_the_voices_in_the_order_of_their_names() throws Exception {
        studio.with("voices.bob.language", "all_yue").with("max-input", "99");
        try (GptSovitsDouble server = new GptSovitsDouble()) {
            var card = studio.open(server).card();

            assertThat(card.kind()).isEqualTo("gpt-sovits");
            assertThat(card.maxConcurrency()).isEqualTo(8);
            assertThat(card.maxSegmentCodePoints()).isEqualTo(99);
            assertThat(card.voices())
                    .containsExactly(new EngineVoice("alice", "en", "alice"), new EngineVoice("bob", "yue", "bob"));
        }
    }

    @ParameterizedTest
    @CsvSource({"max-input, 199", "streaming-mode, 2", "voices.alice.prompt-lang, zh"})
    void an_option_that_changes_the_audio_changes_the_build(String key, String value) throws Exception {
        try (GptSovitsDouble server = new GptSovitsDouble()) {
            String build = studio.open(server).card().build();
            studio.with(key, value);

            assertThat(studio.open(server).card().build()).isNotEqualTo(build);
        }
    }

    @Test
    void a_changed_file_gets_a_new_name_because_the_server_never_looks_again_at_a_path() throws Exception {
        try (GptSovitsDouble server = new GptSovitsDouble()) {
            String build = studio.open(server).card().build();
            Path before = studio.copyOf("alice.wav");
            Files.write(studio.shared.resolve("alice.wav"), Wavs.of(16000, Wavs.tone(16000, 6)));
            String after = studio.open(server).card().build();

            assertThat(build).startsWith("gpt-sovits/").isNotEqualTo(after);
            assertThat(studio.copyOf("alice.wav")).exists().isNotEqualTo(before);
            assertThat(before).exists();
            assertThat(server.spoke.getLast().asked().path("ref_audio_path").asText())
                    .isEqualTo(studio.copyOf("alice.wav").toString());
        }
    }

    @Test
    void a_server_that_sees_the_folder_elsewhere_is_told_its_own_paths() throws Exception {
        Path elsewhere = Files.createSymbolicLink(folder.resolve("elsewhere"), studio.shared);
        studio.with("server-dir", elsewhere + "/");
        try (GptSovitsDouble server = new GptSovitsDouble()) {
            Studio.speech(studio.open(server), "alice");

            assertThat(server.spoke.getLast().asked().path("ref_audio_path").asText())
                    .startsWith(elsewhere + "/by-hash/");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"../outside.wav", "x/../alice.wav", "/etc/hostname", "missing.wav", "link.wav", "alice.ckpt"})
    void a_file_that_is_not_one_of_the_folder_is_refused(String name) throws Exception {
        Files.createDirectory(studio.shared.resolve("x"));
        Path outside = Files.write(folder.resolve("outside.wav"), Wavs.of(16000, Wavs.tone(16000, 4)));
        Files.createSymbolicLink(studio.shared.resolve("link.wav"), outside);
        studio.with("voices.alice.ref-audio", name);

        assertThatThrownBy(() -> studio.open(NOWHERE))
                .hasMessage("chorale.worker.engines.sovits.options.voices.alice.ref-audio: " + name
                        + " (expected a file *.wav below shared-dir)");
    }

    @Test
    void an_absolute_path_within_the_folder_is_taken() throws Exception {
        studio.with("voices.alice.ref-audio", studio.shared.resolve("alice.wav").toString());
        try (GptSovitsDouble server = new GptSovitsDouble()) {
            assertThat(studio.open(server).card().voices()).hasSize(2);
        }
    }

    @ParameterizedTest
    @CsvSource({"2.99,false", "3,true", "10,true", "10.01,false"})
    void a_recording_is_3_to_10_seconds_long_as_the_server_wants_it(double seconds, boolean right) throws Exception {
        Files.write(studio.shared.resolve("alice.wav"), Wavs.of(44100, Wavs.tone(44100, seconds)));
        try (GptSovitsDouble server = new GptSovitsDouble()) {
            if (right) {
                assertThat(studio.open(server).card().voices()).hasSize(2);
            } else {
                assertThatThrownBy(() -> studio.open(server))
                        .hasMessageContaining("ref-audio: alice.wav (expected 3 to");
            }
        }
    }

    @Test
    void a_recording_that_cannot_be_read_is_refused() throws Exception {
        byte[] whole = Wavs.of(16000, Wavs.tone(16000, 4));
        for (byte[] content : List.of("ID3".getBytes(), Arrays.copyOf(whole, whole.length - 1))) {
            Files.write(studio.shared.resolve("alice.wav"), content);

            assertThatThrownBy(() -> studio.open(NOWHERE)).hasMessageContaining("expected a whole WAV");
        }
    }

    @Test
    void a_recording_of_which_the_end_is_missing_is_refused() throws Exception {
        byte[] whole = Wavs.of(16000, Wavs.tone(16000, 8));
        Files.write(studio.shared.resolve("alice.wav"), Arrays.copyOf(whole, whole.length / 2));

        assertThatThrownBy(() -> studio.open(NOWHERE)).hasMessageContaining("expected a whole WAV");
    }

    @Test
    void a_recording_in_more_channels_than_two_which_the_server_would_not_mix_is_refused() throws Exception {
        byte[] samples = Wavs.bytes(Wavs.tone(16000, 12));
        Files.write(
                studio.shared.resolve("alice.wav"),
                Wavs.with(Wavs.format(1, 3, 16000, 16), Wavs.chunk("data", samples)));

        assertThatThrownBy(() -> studio.open(NOWHERE)).hasMessageContaining("expected one or two channels, not 3");
    }

    @Test
    void a_file_that_is_no_recording_by_its_size_alone_is_not_read_into_memory() throws Exception {
        try (RandomAccessFile sparse =
                new RandomAccessFile(studio.shared.resolve("alice.wav").toFile(), "rw")) {
            sparse.setLength(5L << 30);
        }

        assertThatThrownBy(() -> studio.open(NOWHERE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ref-audio: alice.wav (expected at most 20 MiB)");
    }

    @ParameterizedTest
    @CsvSource({
        "voices.alice.gpt-weights, none",
        "voices.alice.sovits-weights, alice.ckpt",
        "voices.alice.language, klingon",
        "voices.alice.prompt-lang, english",
        "shared-dir, /no/such/folder",
        "shared-dir, none",
        "streaming-mode, 4",
        "remember, soon"
    })
    void a_value_that_cannot_be_is_refused_by_name(String key, String value) {
        studio.with(key, value);

        assertThatThrownBy(() -> studio.open(NOWHERE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("chorale.worker.engines.sovits.options." + key + ": " + value + " (expected ");
    }

    @Test
    void an_unknown_option_of_a_voice_is_refused() {
        studio.with("voices.alice.volume", "11");

        assertThatThrownBy(() -> studio.open(NOWHERE))
                .hasMessageContaining("voices-alice-volume: unknown")
                .hasMessageContaining("voices.<name>.ref-audio");
    }

    @ParameterizedTest
    @ValueSource(strings = {"02", "03", "04"})
    void weights_of_v3_and_v4_need_a_prompt_text(String version) throws Exception {
        studio.voice("alice", version + "alice").with("voices.alice.prompt-text", "none");

        assertThatThrownBy(() -> studio.open(NOWHERE)).hasMessageContaining("prompt-text: none (expected what");
    }

    @Test
    void the_same_prompt_text_in_two_languages_which_the_server_would_confuse_is_read_in_each() throws Exception {
        studio.with("voices.bob.gpt-weights", "alice.ckpt")
                .with("voices.bob.sovits-weights", "alice.pth")
                .with("voices.bob.prompt-text", "What alice said.")
                .with("voices.bob.prompt-lang", "ja");
        try (GptSovitsDouble server = new GptSovitsDouble()) {
            GptSovitsEngine engine = studio.open(server);
            for (String voice : List.of("alice", "bob", "bob", "alice")) {
                Studio.speech(engine, voice);
            }

            assertThat(server.performed())
                    .extracting(Spoke::prompt)
                    .containsExactly(
                            "en: What alice said.",
                            "ja: What alice said.",
                            "ja: What alice said.",
                            "en: What alice said.");
        }
    }

    @Test
    void a_language_that_was_corrected_counts_from_the_workers_next_start_though_the_server_went_on() throws Exception {
        studio.with("voices.alice.prompt-text", "Hello.").with("voices.alice.prompt-lang", "ja");
        try (GptSovitsDouble server = new GptSovitsDouble()) {
            studio.open(server);
            studio.with("voices.alice.prompt-lang", "en").open(server);

            assertThat(server.spoke).extracting(Spoke::prompt).containsExactly("ja: Hello.", "en: Hello.");
        }
    }
}
