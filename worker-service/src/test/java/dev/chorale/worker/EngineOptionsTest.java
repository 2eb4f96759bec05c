package dev.chorale.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EngineOptionsTest {
    @Test
    void an_option_of_a_voice_may_have_dots_in_its_key() {
        Map<String, String> given = Map.of(
                "chorale.worker.engines.sovits.kind", "gpt-sovits",
                "chorale.worker.engines.sovits.options.voices.alice.gpt-weights", "a.ckpt");

        assertThat(settings(given).engines())
                .hasEntrySatisfying(
                        "sovits",
                        engine -> assertThat(engine.options()).containsEntry("voices.alice.gpt-weights", "a.ckpt"));
    }

    @ParameterizedTest
    @CsvSource({
        "http://a, , , 32",
        "'http://a,http://b,http://c,http://d', , , 80",
        "'http://a,http://b,http://c,http://d', 10, , 60",
        "http://a, 500, , 512",
        "'http://a,http://b,http://c,http://d', 10, 8, 8"
    })
    void a_worker_has_slots_for_all_that_its_engines_speak_at_once(
            String urls, @Nullable String atOnce, @Nullable String slots, int expected) {
        Map<String, String> given = new HashMap<>();
        given.put("chorale.worker.engines.sim.kind", "openai");
        given.put("chorale.worker.engines.sim.url", urls);
        if (atOnce != null) {
            given.put("chorale.worker.engines.sim.max-concurrency", atOnce);
        }
        if (slots != null) {
            given.put("chorale.worker.slots", slots);
        }

        assertThat(Engines.slots(settings(given))).isEqualTo(expected);
    }

    private static WorkerSettings settings(Map<String, String> given) {
        return new SmallRyeConfigBuilder()
                .withMapping(WorkerSettings.class)
                .withSources(new PropertiesConfigSource(given, "given", 100))
                .build()
                .getConfigMapping(WorkerSettings.class);
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
