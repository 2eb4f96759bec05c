package dev.chorale.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChoraleTest {
    @TempDir
    private Path temp;

    private final Terminal terminal = new Terminal();

    @Test
    void a_command_that_fails_says_so_in_one_sentence() {
        int code = run("start", "worker", "--data", temp.resolve("nowhere").toString());

        assertThat(code).isEqualTo(1);
        assertThat(terminal.err())
                .startsWith("chorale: nothing was ever started in")
                .hasLineCount(1);
        assertThat(terminal.out()).isEmpty();
    }

    @Test
    void an_unknown_option_is_named_in_one_sentence() {
        assertThat(run("up", "--no-such-thing")).isEqualTo(2);
        assertThat(terminal.err()).contains("--no-such-thing").hasLineCount(1);
    }

    @Test
    void too_many_services_are_refused() {
        assertThat(run("up", "--workers", "61", "--data", temp.toString())).isEqualTo(1);
        assertThat(terminal.err()).contains("--workers: 61 (expected 0..60)");
    }

    private int run(String... arguments) {
        return Chorale.commandLine(terminal.console()).execute(arguments);
    }
}
