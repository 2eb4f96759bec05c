package dev.chorale.deploy.check;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.chorale.deploy.launch.Console;
import dev.chorale.worker.EngineEntry;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description =
                "Speaks with an engine as a worker would, and prints what came of it and the settings to use. Ends with 1 if the engine is not usable.",
        footer = {"", "KIND is one of espeak, openai, gpt-sovits, cosyvoice, cosyvoice-grpc, emotivoice."})
final class CheckCommand implements Callable<Integer> {
    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    @Option(names = "--kind", paramLabel = "KIND", required = true, description = "The adapter.")
    private String kind = "";

    @Option(names = "--url", paramLabel = "URL", split = ",", description = "Where the server is; all its processes.")
    private List<String> urls = List.of();

    @Option(names = "--model", paramLabel = "NAME", description = "The model that the server is asked for.")
    private @Nullable String model;

    @Option(
            names = "--option",
            paramLabel = "KEY=VALUE",
            description = "An option of the adapter, as behind chorale.worker.engines.<name>.options.")
    private Map<String, String> options = new LinkedHashMap<>();

    @Option(
            names = "--voice",
            paramLabel = "NAME",
            split = ",",
            description = "Voices to listen to (default: one of each language, eight at most).")
    private List<String> voices = List.of();

    @Option(names = "--name", paramLabel = "NAME", description = "The engine's name in the settings (default: KIND).")
    private @Nullable String name;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "60",
            description = "How long it may take in all, 1..3600 (default 60).")
    private int seconds = 60;

    @Option(names = "--json", description = "Print the report as JSON.")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    private final Console console;

    CheckCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
        refuseBadUsage();
        Optional<Integer> calls = Optional.of(Load.MOST);
        EngineEntry entry =
                new EngineEntry(name == null ? kind : name, kind, urls, Optional.ofNullable(model), calls, options);
        Report report = new Check(entry, voices, Duration.ofSeconds(seconds), console::say).report();
        Advice advice = Advice.of(entry, report);
        if (json) {
            ObjectNode all = JSON.valueToTree(report);
            all.set("advice", JSON.valueToTree(advice));
            console.result(all.toString());
        } else {
            report.told(advice).forEach(console::result);
        }
        return 0;
    }

    private void refuseBadUsage() {
        if (!EngineEntry.KINDS.contains(kind)) {
            throw refusal("--kind: " + kind + " (expected " + String.join(" or ", EngineEntry.KINDS) + ")");
        }
        if (urls.isEmpty() != kind.equals(EngineEntry.ESPEAK)) {
            throw refusal("--url: " + (urls.isEmpty() ? "missing (expected http://host:port)" : "none for " + kind));
        }
        if (seconds < 1 || seconds > 3600) {
            throw refusal("--seconds: " + seconds + " (expected 1..3600)");
        }
    }

    private ParameterException refusal(String sentence) {
        return new ParameterException(Objects.requireNonNull(spec).commandLine(), sentence);
    }
}
