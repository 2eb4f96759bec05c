package dev.chorale.worker.memory;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds GPUs among samples, by the names that exporters give to their memory. */
final class Cards {
    /** In percent, by Chorale's own simulator. */
    private static final String PERCENT = "simulator_memory_percent";

    private static final List<Names> NAMES = List.of(
            new Names("DCGM_FI_DEV_FB_USED", "DCGM_FI_DEV_FB_FREE", false),
            new Names("DCGM_FI_DEV_FB_USED", "DCGM_FI_DEV_FB_TOTAL", true),
            new Names("nvidia_smi_memory_used_bytes", "nvidia_smi_memory_total_bytes", true),
            new Names("nvidia_gpu_memory_used_bytes", "nvidia_gpu_memory_total_bytes", true));

    private static final Set<String> KNOWN = Stream.concat(
                    Stream.of(PERCENT), NAMES.stream().flatMap(names -> Stream.of(names.used(), names.other())))
            .collect(Collectors.toUnmodifiableSet());

    /** In which nvidia_gpu_exporter tells what the GPU is. */
    private static final String INFO = "nvidia_smi_gpu_info";
    /** The label by which DCGM tells the profile of a part of a GPU. */
    private static final String PART = "GPU_I_PROFILE";

    private static final int MOST_MODELS = 8;
    private static final int LONGEST_MODEL = 100;

    /** Each of a GPU's figures is sought among all: a page that is made up shall not cost seconds. */
    private static final int MOST_SAMPLES = 1_000;

    private Cards() {}

    /**
     * How one exporter calls them.
     *
     * @param other the free memory, or all of it, in the same unit and with the same labels
     */
    private record Names(String used, String other, boolean otherIsAll) {
        double share(double used, double other) {
            return otherIsAll ? used / other : used / (used + other);
        }
    }

    /**
     * The used share of the fullest GPU, 0..1; empty if there is none.
     *
     * @param card a value of one of the labels that the GPU has, its number or its UUID; empty for any GPU
     */
    static OptionalDouble fullest(List<Sample> samples, Optional<String> card) {
        List<Sample> wanted = samples.stream()
                .filter(sample -> KNOWN.contains(sample.name()))
                .limit(MOST_SAMPLES)
                .filter(sample -> card.isEmpty() || sample.labels().containsValue(card.get()))
                .toList();
        Stream<Double> percents =
                wanted.stream().filter(sample -> sample.name().equals(PERCENT)).map(sample -> sample.value() / 100);
        return Stream.concat(percents, NAMES.stream().flatMap(names -> shares(wanted, names)))
                .filter(share -> share >= 0 && share <= 1)
                .mapToDouble(Double::doubleValue)
                .max();
    }

    /**
     * The models of the GPUs, each once, in the order of their names with commas between; a part of one (MIG) with its
     * profile. Empty if none is told.
     *
     * @param card as for {@link #fullest}
     */
    static Optional<String> models(List<Sample> samples, Optional<String> card) {
        return Optional.of(samples.stream()
                        .filter(sample ->
                                KNOWN.contains(sample.name()) || sample.name().equals(INFO))
                        .map(Sample::labels)
                        .filter(labels -> card.isEmpty() || labels.containsValue(card.get()))
                        .flatMap(labels -> model(labels).stream())
                        .filter(model -> model.length() <= LONGEST_MODEL)
                        .distinct()
                        .sorted()
                        .limit(MOST_MODELS)
                        .collect(Collectors.joining(",")))
                .filter(models -> !models.isEmpty());
    }

    private static Optional<String> model(Map<String, String> labels) {
        return Stream.of("modelName", "name")
                .filter(labels::containsKey)
                .findFirst()
                .map(label -> labels.get(label) + (labels.containsKey(PART) ? " " + labels.get(PART) : ""));
    }

    private static Stream<Double> shares(List<Sample> samples, Names names) {
        return samples.stream()
                .filter(sample -> sample.name().equals(names.used()))
                .flatMap(used ->
                        value(samples, names.other(), used.labels())
                                .map(other -> names.share(used.value(), other))
                                .stream());
    }

    private static Optional<Double> value(List<Sample> samples, String name, Map<String, String> labels) {
        return samples.stream()
                .filter(sample -> sample.name().equals(name) && sample.labels().equals(labels))
                .map(Sample::value)
                .findFirst();
    }
}
