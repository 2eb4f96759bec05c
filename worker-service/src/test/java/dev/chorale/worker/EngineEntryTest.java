package dev.chorale.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EngineEntryTest {
    private static final URI ADDRESS = URI.create("http://gpu1:8880");

    private final EngineEntry entry = new EngineEntry(
            "kokoro",
            EngineEntry.OPENAI,
            List.of(ADDRESS.toString()),
            Optional.of("tts-1"),
            Optional.empty(),
            Map.of("max-input", "300"));

    @Test
    void what_was_found_of_a_process_holds_for_its_model_its_place_and_its_card() {
        assertThat(entry.process(ADDRESS, Optional.of("NVIDIA H200")))
                .isEqualTo("openai/tts-1@http://gpu1:8880 on NVIDIA H200");
    }

    @Test
    void without_a_card_that_is_told_it_holds_for_model_and_place() {
        assertThat(entry.process(ADDRESS, Optional.empty())).isEqualTo("openai/tts-1@http://gpu1:8880");
    }
}
