package dev.chorale.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Objects;
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

    @Test
    void an_option_of_a_voice_is_known_by_its_end() {
        Options options = new Options(
                "x.options",
                Map.of("voices.mary-ann.ref.audio", "m.wav", "voices", "many"),
                Map.of("voices", "none"),
                Map.of("ref-audio", "none", "language", "en"));

        assertThat(options.text("voices")).contains("many");
        assertThat(options.voices()).containsOnlyKeys("mary-ann");
        assertThat(voice(options, "mary-ann").text("ref-audio")).contains("m.wav");
        assertThat(voice(options, "mary-ann").text("language")).contains("en");
        assertThatThrownBy(() -> voice(options, "mary-ann").required("other", "it"))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void an_option_of_a_voice_that_must_be_there_is_asked_for_by_its_whole_key() {
        Options options = new Options(
                "x.options",
                Map.of("voices.bob.language", "en"),
                Map.of(),
                Map.of("ref-audio", "none", "language", "en"));

        assertThatThrownBy(() -> voice(options, "bob").required("ref-audio", "a file"))
                .hasMessage("x.options.voices.bob.ref-audio: none (expected a file)");
        assertThatThrownBy(
                        () -> new Options("x", Map.of("voices.ref-audio", "a"), Map.of(), Map.of("ref-audio", "none")))
                .hasMessage("x.voices-ref-audio: unknown (expected no option, voices.<name>.ref-audio)");
    }

    private static Options voice(Options options, String name) {
        return Objects.requireNonNull(options.voices().get(name));
    }
}
