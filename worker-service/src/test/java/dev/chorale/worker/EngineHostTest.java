package dev.chorale.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chorale.common.time.Monotonic;
import dev.chorale.common.time.Pause;
import dev.chorale.worker.engine.EngineTime;
import dev.chorale.worker.engine.http.Attendant;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EngineHostTest {
    private static final URI ADDRESS = URI.create("http://127.0.0.1:9");

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @Test
    void without_settings_nothing_is_started_or_read() {
        EngineHost host = host("espeak", List.of(), Map.of());
        host.start();
        host.close();
        assertThat(host.attendants().patience()).hasSeconds(30);
        assertThat(meters.getMeters()).isEmpty();
    }

    @Test
    void a_command_makes_attendants_that_wait_for_it() {
        EngineHost host = host(
                "openai",
                List.of(ADDRESS.toString()),
                Map.of("COMMAND", "exec serve --port {port}, --fast", "START_LIMIT", "PT3M"));
        Attendant.Maker attendants = host.attendants();
        assertThat(attendants.patience()).isEqualTo(Duration.ofMinutes(3));
        assertThat(attendants.of(URI.create(ADDRESS + "/v1")).isOpen()).isFalse();
        assertThat(meters.counter("chorale.engine.restarts", "engine", "sim", "reason", "exit")
                        .count())
                .isZero();
    }

    @Test
    void an_address_of_memory_shows_a_gauge() {
        host("openai", List.of(ADDRESS.toString()), Map.of("MEMORY_URL", "http://127.0.0.1:10"));
        assertThat(meters.get("chorale.engine.memory")
                        .tag("address", "127.0.0.1:9")
                        .gauge()
                        .value())
                .isNaN();
    }

    @Test
    void an_engine_without_a_server_takes_neither() {
        assertThatThrownBy(() -> host("espeak", List.of(), Map.of("COMMAND", "serve")))
                .hasMessageContaining("chorale.worker.engines.sim.command: set (expected none without url)");
        assertThatThrownBy(() -> host("espeak", List.of(), Map.of("MEMORY_URL", "http://127.0.0.1:10")))
                .hasMessageContaining("chorale.worker.engines.sim.memory-url: 1 (expected none without url)");
    }

    @Test
    void a_start_limit_out_of_range_ends_the_start() {
        WorkerSettings settings = read(Map.of("START_LIMIT", "PT2H"));
        CacheSettings cache = () -> Duration.ofHours(1);
        assertThatThrownBy(() -> Ranges.check(settings, cache))
                .hasMessage("chorale.worker.engines.sim.start-limit: PT2H (expected PT1S..PT1H)");
    }

    private EngineHost host(String kind, List<String> urls, Map<String, String> given) {
        EngineEntry entry = new EngineEntry("sim", kind, urls, Optional.empty(), Optional.empty(), Map.of());
        EngineTime time = new EngineTime(InstantSource.system(), Monotonic.system(), Pause.system());
        WorkerSettings settings = read(given);
        return new EngineHost(entry, given.isEmpty() ? null : settings.engines().get("sim"), time, meters);
    }

    private static WorkerSettings read(Map<String, String> given) {
        Map<String, String> environment = new HashMap<>(Map.of("CHORALE_WORKER_ENGINES_SIM_KIND", "any"));
        given.forEach((key, value) -> environment.put("CHORALE_WORKER_ENGINES_SIM_" + key, value));
        return new SmallRyeConfigBuilder()
                .withMapping(WorkerSettings.class)
                .withSources(new EnvConfigSource(environment, 300))
                .build()
                .getConfigMapping(WorkerSettings.class);
    }
}
