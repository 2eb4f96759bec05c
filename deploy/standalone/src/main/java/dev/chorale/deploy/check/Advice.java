package dev.chorale.deploy.check;

import dev.chorale.worker.EngineEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The settings to give a worker.
 *
 * @param settings lines of {@code key=value}; a secret is left to the reader
 * @param remarks what no setting says
 */
record Advice(List<String> settings, List<String> remarks) implements Finding {
    private static final String SECRET = "api-key";
    /** No adapter takes less as {@code max-input}. */
    private static final int LEAST_INPUT = 20;

    static Advice of(EngineEntry entry, Report report) {
        return new Advice(settings(entry, report), remarks(entry, report));
    }

    private static List<String> settings(EngineEntry entry, Report report) {
        String key = "chorale.worker.engines." + entry.name() + ".";
        List<String> lines = new ArrayList<>(List.of(key + "kind=" + entry.kind()));
        if (!entry.urls().isEmpty()) {
            lines.add(key + "url=" + String.join(",", entry.urls()));
        }
        entry.model().ifPresent(model -> lines.add(key + "model=" + model));
        new TreeMap<>(entry.options())
                .forEach((option, value) ->
                        lines.add(key + "options." + option + "=" + (option.equals(SECRET) ? "<the key>" : value)));
        Integer concurrency = concurrency(entry, report);
        if (concurrency != null) {
            lines.add(key + "max-concurrency=" + concurrency);
        }
        if (report.lengths().cut() && report.lengths().longestWhole() >= LEAST_INPUT) {
            lines.add(key + "options.max-input=" + report.lengths().longestWhole());
        }
        return lines;
    }

    /**
     * GPT-SoVITS's adapter asks one at a time whatever it is allowed: there the figure is of those that wait. Where more than
     * was tried may do better, the worker finds how many.
     */
    private static @Nullable Integer concurrency(EngineEntry entry, Report report) {
        if (entry.kind().equals(EngineEntry.GPT_SOVITS)) {
            return null;
        }
        if (Objects.equals(report.twoVoices().kept(), false)) {
            return 1;
        }
        Integer knee = report.load().knee();
        return knee != null && knee == Load.MOST ? null : knee;
    }

    private static List<String> remarks(EngineEntry entry, Report report) {
        List<String> remarks = new ArrayList<>();
        if (Objects.equals(report.twoVoices().kept(), false)) {
            remarks.add("one call at a time, because voices mix; for more run more processes, each with its url");
        } else if (concurrency(entry, report) == null && !entry.kind().equals(EngineEntry.GPT_SOVITS)) {
            remarks.add("no max-concurrency, because " + report.load().said());
        }
        if (Objects.equals(report.cancelling().frees(), false)) {
            remarks.add("a cancelled job's call goes on in the server: expect its time to be spent");
        }
        if (entry.kind().equals(EngineEntry.OPENAI)
                && report.reached().voices().stream()
                        .anyMatch(voice -> voice.language().equals("und"))) {
            remarks.add(
                    "the server does not tell its voices' languages: say them in options.voices=<name>:<language>,…");
        }
        return remarks;
    }

    @Override
    public List<String> told() {
        List<String> told = new ArrayList<>(settings);
        remarks.forEach(remark -> told.add("# " + remark));
        return told;
    }
}
