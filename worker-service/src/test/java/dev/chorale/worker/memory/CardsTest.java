package dev.chorale.worker.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class CardsTest {
    private static final String DCGM = """
            # HELP DCGM_FI_DEV_FB_FREE Framebuffer memory free (in MiB).
            # TYPE DCGM_FI_DEV_FB_FREE gauge
            DCGM_FI_DEV_FB_FREE{gpu="0",UUID="GPU-aa",device="nvidia0",modelName="A \\"100\\", {big}"} 3000
            DCGM_FI_DEV_FB_FREE{gpu="1",UUID="GPU-bb",device="nvidia1",modelName="A \\"100\\", {big}"} 9000 1700000000000
            # TYPE DCGM_FI_DEV_FB_USED gauge
            DCGM_FI_DEV_FB_USED{gpu="0",UUID="GPU-aa",device="nvidia0",modelName="A \\"100\\", {big}"} 1000
            DCGM_FI_DEV_FB_USED{gpu="1",UUID="GPU-bb",device="nvidia1",modelName="A \\"100\\", {big}"} 1000
            """;

    @Test
    void dcgm_tells_used_and_free() {
        assertShare(of(DCGM, "0"), 0.25);
        assertShare(of(DCGM, "GPU-bb"), 0.1);
    }

    @Test
    void without_a_card_named_the_fullest_counts() {
        assertShare(Cards.fullest(Sample.read(DCGM), Optional.empty()), 0.25);
    }

    @Test
    void the_models_are_told_by_other_labels_of_the_same() {
        assertThat(Cards.models(Sample.read(DCGM), Optional.of("1"))).contains("A \\\"100\\\", {big}");
        assertThat(Cards.models(Sample.read(DCGM), Optional.of("2"))).isEmpty();
        assertThat(Cards.models(
                        Sample.read("nvidia_smi_gpu_info{name=\"RTX\",uuid=\"aa\"} 1\n"
                                + "nvidia_gpu_memory_used_bytes{minor_number=\"0\",name=\"T4\",uuid=\"bb\"} 4e+09"),
                        Optional.empty()))
                .contains("RTX,T4");
        assertThat(Cards.models(
                        Sample.read("DCGM_FI_DEV_FB_USED{gpu=\"0\",modelName=\"H200\",GPU_I_PROFILE=\"1g.18gb\"} 1000"),
                        Optional.empty()))
                .contains("H200 1g.18gb");
    }

    @Test
    void a_model_that_is_no_name_is_none() {
        String page = "DCGM_FI_DEV_FB_USED{modelName=\"" + "x".repeat(101) + "\"} 1";
        assertThat(Cards.models(Sample.read(page), Optional.empty())).isEmpty();
    }

    @Test
    void a_card_that_is_not_there_is_unknown() {
        assertThat(of(DCGM, "2")).isEmpty();
    }

    @Test
    void nvidia_gpu_exporter_tells_used_and_all() {
        String page = """
                nvidia_smi_memory_total_bytes{uuid="df6e"} 8.589934592e+09
                nvidia_smi_memory_used_bytes{uuid="df6e"} 2.147483648e+09
                """;
        assertShare(of(page, "df6e"), 0.25);
    }

    @Test
    void an_older_exporter_tells_the_same_by_other_names() {
        String page = """
                nvidia_gpu_memory_total_bytes{minor_number="0",name="T4",uuid="GPU-aa"} 1.6e+10
                nvidia_gpu_memory_used_bytes{minor_number="0",name="T4",uuid="GPU-aa"} 4e+09
                """;
        assertShare(of(page, "GPU-aa"), 0.25);
    }

    @Test
    void dcgm_may_tell_all_in_place_of_free() {
        String page = "DCGM_FI_DEV_FB_TOTAL{gpu=\"0\"} 4000\nDCGM_FI_DEV_FB_USED{gpu=\"0\"} 1000\n";
        assertShare(of(page, "0"), 0.25);
    }

    @Test
    void the_simulator_tells_percent() {
        String page = "simulator_calls_in_flight 5\nsimulator_memory_percent 65.0\nsimulator_up 1\n";
        assertShare(Cards.fullest(Sample.read(page), Optional.empty()), 0.65);
    }

    @Test
    void figures_that_cannot_be_are_unknown() {
        String page = """
                DCGM_FI_DEV_FB_USED{gpu="0"} NaN
                DCGM_FI_DEV_FB_FREE{gpu="0"} 100
                DCGM_FI_DEV_FB_USED{gpu="1"} 0
                DCGM_FI_DEV_FB_FREE{gpu="1"} 0
                DCGM_FI_DEV_FB_USED{gpu="2"} 5
                nvidia_smi_memory_used_bytes{uuid="a"} 20
                nvidia_smi_memory_total_bytes{uuid="a"} 10
                simulator_memory_percent +Inf
                simulator_memory_percent -3
                """;
        assertThat(Cards.fullest(Sample.read(page), Optional.empty())).isEmpty();
    }

    @Test
    @Timeout(5)
    void garbage_is_passed_over_and_costs_no_time() {
        String page = "{{{{\nname{\nname{a=\"b} 1\n<html>\n" + "x".repeat(100_000) + "\nDCGM_FI_DEV_FB_USED{a=\""
                + "\\\\".repeat(50_000) + "\"} 1\n"
                + "DCGM_FI_DEV_FB_USED{gpu=\"0\"} 1\n".repeat(60_000)
                + "DCGM_FI_DEV_FB_FREE{gpu=\"9\"} 1\n".repeat(60_000);
        assertThat(Cards.fullest(Sample.read(page), Optional.empty())).isEmpty();
    }

    private static OptionalDouble of(String page, String card) {
        return Cards.fullest(Sample.read(page), Optional.of(card));
    }

    private static void assertShare(OptionalDouble share, double expected) {
        assertThat(share).isPresent();
        assertThat(share.getAsDouble()).isCloseTo(expected, within(1e-6));
    }
}
