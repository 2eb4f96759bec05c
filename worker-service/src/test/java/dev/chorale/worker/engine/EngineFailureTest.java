package dev.chorale.worker.engine;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EngineFailureTest {
    @Test
    void only_an_overload_says_when_to_ask_again() {
        Optional<Duration> second = Optional.of(Duration.ofSeconds(1));

        EngineFailure.overloaded("engine_overloaded", "full", second);
        assertThatThrownBy(() -> new EngineFailure("x", EngineFailure.Kind.CRASHED, "gone", second))
                .hasMessage("retryAfter: PT1S (expected none for CRASHED)");
    }
}
