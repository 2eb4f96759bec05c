package dev.chorale.worker.supervise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chorale.common.time.Monotonic;
import dev.chorale.common.time.Pause;
import dev.chorale.worker.engine.EngineTime;
import dev.chorale.worker.engine.child.Waiting;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class SupervisorTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final EngineTime TIME = new EngineTime(InstantSource.system(), Monotonic.system(), Pause.system());

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @Test
    void each_address_has_a_command_of_its_own() {
        Supervisor.Plan plan = new Supervisor.Plan("sim", "serve --host {host} --port {port} -c {index}.yaml", LIMIT);
        assertThat(plan.commandFor(URI.create("http://127.0.0.1:9880/v1"), 1))
                .isEqualTo("serve --host 127.0.0.1 --port 9880 -c 1.yaml");
        assertThat(plan.commandFor(URI.create("http://[::1]:9880"), 0))
                .isEqualTo("serve --host ::1 --port 9880 -c 0.yaml");
    }

    @Test
    void an_engine_without_an_address_has_no_process_to_start() {
        assertThatThrownBy(() -> supervisor("serve", List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("chorale.worker.engines.sim.command");
    }

    @Test
    void a_process_that_ends_is_counted_by_its_reason_and_all_end_together() throws Exception {
        URI good = StubEngine.free();
        URI bad = URI.create("http://127.0.0.1:1");
        String command = "test {port} = 1 && exit 1; "
                + StubEngine.command(URI.create("http://x:1")).replaceAll("1$", "{port}");
        try (Supervisor supervisor = supervisor(command, List.of(good, bad))) {
            supervisor.start();
            Waiting.until(() -> supervisor.of(URI.create(good + "/v1")).isOpen() && restarts("start") > 0);
            assertThat(supervisor.of(bad).isOpen()).isFalse();
            supervisor.close();
            assertThat(supervisor.of(good).isOpen()).isFalse();
        }
        assertThat(restarts("exit")).isZero();
    }

    private double restarts(String reason) {
        return meters.counter("chorale.engine.restarts", "engine", "sim", "reason", reason)
                .count();
    }

    private Supervisor supervisor(String command, List<URI> addresses) {
        return new Supervisor(
                new Supervisor.Plan("sim", command, LIMIT), addresses, _ -> OptionalDouble::empty, TIME, meters);
    }
}
