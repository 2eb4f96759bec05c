package dev.chorale.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.deploy.launch.Console;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChoraleTest {
    @TempDir
    private Path temp;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void a_command_that_fails_says_so_in_one_sentence() {
        int code = run("start", "worker", "--data", temp.resolve("nowhere").toString());

        assertThat(code).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .startsWith("chorale: nothing was ever started in")
                .hasLineCount(1);
        assertThat(out.size()).isZero();
    }

    @Test
    void an_unknown_option_is_named_in_one_sentence() {
        assertThat(run("up", "--no-such-thing")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("--no-such-thing")
                .hasLineCount(1);
    }

    @Test
    void too_many_services_are_refused() {
        assertThat(run("up", "--workers", "61", "--data", temp.toString())).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("--workers: 61 (expected 0..60)");
    }

    private int run(String... arguments) {
        Console console = new Console(
                new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(err, true, StandardCharsets.UTF_8));
        return Chorale.commandLine(console).execute(arguments);
    }
}
