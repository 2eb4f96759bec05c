package dev.chorale.worker.claim;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClaimSettingsTest {
    @ParameterizedTest
    @CsvSource({"32,1,32", "32,2,24", "32,4,20", "4,2,3", "1,1,1", "1,3,1"})
    void one_engine_alone_may_have_every_slot_and_one_of_several_leaves_some_to_the_others(
            int slots, int engines, int most) {
        Map<String, String> addresses = IntStream.range(0, engines)
                .boxed()
                .collect(Collectors.toMap(n -> "engine-" + n, n -> "http://127.0.0.1:" + n));
        ClaimSettings settings = new ClaimSettings(
                slots, Duration.ofSeconds(15), Duration.ZERO, true, Duration.ofSeconds(2), 4, addresses);

        assertThat(settings.slotsOfOne()).isEqualTo(most);
    }
}
