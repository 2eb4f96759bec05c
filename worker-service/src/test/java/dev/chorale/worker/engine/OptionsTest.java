package dev.chorale.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class OptionsTest {
    private static final Map<String, String> DEFAULTS = Map.of("api-key", Options.NONE, "max-input", "400");

    @Test
    void what_is_not_given_has_its_default() {
        Options options = new Options("x.options", Map.of(), DEFAULTS);

        assertThat(options.text("api-key")).isEmpty();
        assertThat(options.count("max-input", 1, 500)).isEqualTo(400);
    }

    @Test
    void a_dot_is_the_dash_that_an_environment_variable_cannot_hold() {
        Options options = new Options("x.options", Map.of("api.key", "k", "MAX.INPUT", "7"), DEFAULTS);

        assertThat(options.text("api-key")).contains("k");
        assertThat(options.count("max-input", 1, 500)).isEqualTo(7);
    }

    @Test
    void an_adapter_without_options_takes_none() {
        assertThatThrownBy(() -> new Options("x.options", Map.of("voice", "v"), Map.of()))
                .hasMessage("x.options.voice: unknown (expected no option)");
    }
}
