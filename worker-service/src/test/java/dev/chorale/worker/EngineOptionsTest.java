package dev.chorale.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EngineOptionsTest {
    @Test
    void an_option_of_a_voice_may_have_dots_in_its_key() {
        Map<String, String> given = Map.of(
                "chorale.worker.engines.sovits.kind", "gpt-sovits",
                "chorale.worker.engines.sovits.options.voices.alice.gpt-weights", "a.ckpt");

        WorkerSettings settings = new SmallRyeConfigBuilder()
                .withMapping(WorkerSettings.class)
                .withSources(new PropertiesConfigSource(given, "given", 100))
                .build()
                .getConfigMapping(WorkerSettings.class);
        assertThat(settings.engines())
                .hasEntrySatisfying(
                        "sovits",
                        engine -> assertThat(engine.options()).containsEntry("voices.alice.gpt-weights", "a.ckpt"));
    }

    @Test
    void an_option_of_a_voice_may_come_from_the_environment() {
        Map<String, String> given = Map.of(
                "CHORALE_WORKER_ENGINES_SOVITS_KIND", "gpt-sovits",
                "CHORALE_WORKER_ENGINES_SOVITS_OPTIONS_VOICES_ALICE_GPT_WEIGHTS", "a.ckpt");

        WorkerSettings settings = new SmallRyeConfigBuilder()
                .withMapping(WorkerSettings.class)
                .withSources(new EnvConfigSource(given, 300))
                .build()
                .getConfigMapping(WorkerSettings.class);
        assertThat(settings.engines())
                .hasEntrySatisfying(
                        "sovits",
                        engine -> assertThat(engine.options()).containsEntry("voices.alice.gpt.weights", "a.ckpt"));
    }
}
