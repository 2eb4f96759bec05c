package dev.chorale.deploy.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.chorale.deploy.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VoicesCommandTest {
    @TempDir
    Path folder;

    private final Terminal terminal = new Terminal();
    private FakeVoicesApi api;

    @BeforeEach
    void start() throws IOException {
        api = new FakeVoicesApi();
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void a_folder_for_each_voice_becomes_voices_and_a_second_time_changes_nothing() throws Exception {
        sovits("alice");
        sovits("bob");
        write("bob/recording.wav", "wav of alice");

        assertThat(run("--engine", "sovits", "--language", "en"))
                .as(terminal.err())
                .isZero();

        JsonNode alice = voice("alice");
        assertThat(alice.path("engine").asText()).isEqualTo("sovits");
        assertThat(alice.path("language").asText()).isEqualTo("en");
        assertThat(alice.path("settings").path("prompt_text").asText()).isEqualTo("What alice says.");
        assertThat(api.typeOfFile.get(alice.path("settings").path("gpt_weights").asText()))
                .isEqualTo("application/octet-stream");
        assertThat(api.typeOfFile.get(alice.path("settings").path("ref_audio").asText()))
                .isEqualTo("audio/wav");
        assertThat(terminal.out().lines()).hasSize(3);
        assertThat(terminal.out())
                .containsPattern("NAME +ID +VERSION +DONE")
                .containsPattern("alice +voice_alice +[0-9a-f]{12} +created");
        assertThat(terminal.err()).contains("uploading ").contains("alice.ckpt");
        assertThat(api.changes())
                .as("five files, one of them of both, and two voices")
                .hasSize(7);

        api.asked.clear();
        assertThat(run("--engine", "sovits", "--language", "en")).isZero();
        assertThat(api.changes()).isEmpty();
        assertThat(terminal.out()).containsPattern("alice +voice_alice +[0-9a-f]{12} +unchanged");
    }

    @Test
    void a_voice_whose_files_are_others_by_now_gets_a_new_version() throws Exception {
        sovits("alice");
        run("--engine", "sovits", "--language", "en");
        write("alice/prompt.txt", "\uFEFFAnother text.\n");
        api.asked.clear();

        assertThat(run("--engine", "sovits")).as(terminal.err()).isZero();

        assertThat(api.changes()).containsExactly("POST /v1/voices/voice_alice/versions");
        assertThat(voice("alice").path("settings").path("prompt_text").asText()).isEqualTo("Another text.");
        assertThat(terminal.out()).contains("new version");
    }

    @Test
    void a_recording_with_a_text_is_a_voice_for_cosyvoice() throws Exception {
        write("anna/anna.flac", "flac");
        write("anna/anna.txt", "What anna says.");

        assertThat(run("--engine", "cosy")).as(terminal.err()).isZero();

        JsonNode settings = voice("anna").path("settings");
        assertThat(settings.path("mode").asText()).isEqualTo("zero-shot");
        assertThat(settings.path("prompt_text").asText()).isEqualTo("What anna says.");
        assertThat(api.typeOfFile.get(settings.path("prompt_audio").asText())).isEqualTo("audio/flac");
        assertThat(voice("anna").path("language").asText()).isEqualTo("und");
    }

    @Test
    void a_dry_run_says_what_it_would_do_and_does_nothing() throws Exception {
        sovits("alice");

        assertThat(run("--engine", "sovits", "--dry-run")).isZero();

        assertThat(api.changes()).isEmpty();
        assertThat(terminal.out()).contains("would be: created, 3 files to upload");
    }

    @Test
    void after_a_voice_that_cannot_be_the_others_are_made_and_the_end_says_so() throws Exception {
        write("a-broken/a.ckpt", "gpt");
        sovits("b-good");
        Files.createDirectory(folder.resolve("c-empty"));
        write("d-flac/d.ckpt", "gpt");
        write("d-flac/d.pth", "sovits");
        write("d-flac/d.flac", "flac");
        write("e-mute/e.wav", "wav");
        write("f-latin/f.wav", "wav");
        Files.write(folder.resolve("f-latin/prompt.txt"), new byte[] {(byte) 0xE4});
        Files.createDirectory(folder.resolve(".hidden"));

        assertThat(run("--engine", "sovits")).isEqualTo(1);

        assertThat(terminal.out())
                .containsPattern("a-broken +failed +0 recordings")
                .containsPattern("b-good +voice_b-good +\\w+ +created")
                .containsPattern("c-empty +failed +0 recordings")
                .containsPattern("d-flac +failed +GPT-SoVITS takes WAV alone: ffmpeg -i d.flac reference.wav")
                .containsPattern("e-mute +failed +no text of what is said")
                .containsPattern("f-latin +failed +its text is not UTF-8")
                .doesNotContain("hidden");
        assertThat(terminal.err()).endsWith("chorale: 5 of 6 voices were not imported" + System.lineSeparator());
        assertThat(api.voices).containsOnlyKeys("b-good");
    }

    @Test
    void what_the_api_refuses_is_told_in_its_words_and_the_voice_of_another_engine_is_left_alone() throws Exception {
        sovits("alice");
        assertThat(run("--engine", "sovits", "--language", "xx")).isEqualTo(1);
        assertThat(terminal.out()).contains("language: this engine reads en");
        run("--engine", "sovits", "--language", "en");
        api.asked.clear();

        assertThat(run("--engine", "other")).isEqualTo(1);
        assertThat(run("--engine", "sovits", "--language", "zh")).isEqualTo(1);
        assertThat(run()).isEqualTo(1);
        assertThat(terminal.out())
                .contains("there is a voice of this name with the engine sovits, not other")
                .contains("with the language en, not zh")
                .contains("for which engine?");
        assertThat(api.changes()).isEmpty();
    }

    @Test
    void a_list_as_csv_names_voices_and_their_files() throws Exception {
        write("a.ckpt", "gpt");
        write("a.pth", "sovits");
        write("a.wav", "wav");
        write("voices.csv", """
                \uFEFFname,engine,language,gpt_weights,sovits_weights,ref_audio,prompt_text,mode,prompt_audio\r
                "Alice, the first",sovits,en,a.ckpt,a.pth,a.wav,"She says ""Hello"".
                Twice.",,\r
                Anna,cosy,zh,,,,What,zero_shot,a.wav\r

                Bob,cosy,zh,,,,What,zero_shot,none.wav
                Anna,cosy,zh,,,,Other,zero_shot,a.wav
                Short,cosy
                """);

        assertThat(run()).isEqualTo(1);

        JsonNode alice = voice("Alice, the first");
        assertThat(alice.path("settings").path("prompt_text").asText()).isEqualTo("She says \"Hello\".\nTwice.");
        assertThat(alice.path("settings").has("mode")).isFalse();
        assertThat(voice("Anna").path("settings").path("mode").asText()).isEqualTo("zero-shot");
        assertThat(terminal.out())
                .containsPattern("Bob +failed +prompt_audio: there is no file none.wav")
                .containsPattern("Anna +failed +there is another of this name")
                .containsPattern("row 5 +failed +2 cells \\(expected 9\\)");
        assertThat(terminal.err()).contains("3 of 5 voices");
    }

    @Test
    void a_list_as_json_gives_one_line_of_json_for_each_voice() throws Exception {
        write("a.wav", "wav");
        write("voices.json", """
                [{"name": "Anna", "engine": "cosy", "language": "en",
                  "settings": {"mode": "cross-lingual", "prompt_audio": "a.wav"}},
                 {"engine": "cosy"}]""");

        assertThat(run("--json")).isEqualTo(1);

        assertThat(terminal.out().lines()).hasSize(2);
        assertThat(terminal.out())
                .contains("{\"name\":\"Anna\",\"id\":\"voice_Anna\"")
                .contains("\"done\":\"failed\",\"error\":\"it has no name\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "voices.json|{}|is no JSON list of voices",
                "voices.json|[|can't be read",
                "voices.csv|a,b|does not begin with a line of column names",
                "readme.txt|nothing|there is no voice in"
            })
    void a_folder_without_voices_is_told_and_asks_nothing(String file, String content, String sentence)
            throws Exception {
        write(file, content);

        assertThat(run()).isEqualTo(1);
        assertThat(terminal.err()).contains(sentence);
        assertThat(api.asked).isEmpty();
    }

    @Test
    void the_voices_are_a_table() throws Exception {
        sovits("alice");
        run("--engine", "sovits", "--language", "en");

        assertThat(terminal.run(AdminCommand.commandLine(terminal.console(), api.environment()), "voices"))
                .isZero();
        assertThat(terminal.out()).containsPattern("alice +voice_alice +sovits +en +[0-9a-f]{12}");
    }

    private JsonNode voice(String name) {
        return Objects.requireNonNull(api.voices.get(name), name);
    }

    private void sovits(String name) throws IOException {
        write(name + "/" + name + ".ckpt", "gpt of " + name);
        write(name + "/" + name + ".pth", "sovits of " + name);
        write(name + "/recording.wav", "wav of " + name);
        write(name + "/prompt.txt", "What " + name + " says.\n");
    }

    private void write(String file, String content) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, content);
    }

    private int run(String... options) {
        String[] arguments = Stream.concat(Stream.of("voices", "import", folder.toString()), Arrays.stream(options))
                .toArray(String[]::new);
        return terminal.run(AdminCommand.commandLine(terminal.console(), api.environment()), arguments);
    }
}
