package dev.chorale.deploy.launch;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "start",
        mixinStandardHelpOptions = true,
        description = "Start one more worker or API beside a running up, or a part that died, in the foreground.")
public final class StartCommand implements Callable<Integer> {
    /** What can be started alone. */
    enum Part {
        WORKER,
        API,
        KAFKA,
        POSTGRES,
        S3;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Parameters(index = "0", paramLabel = "PART", description = "One of: ${COMPLETION-CANDIDATES}.")
    private Part part = Part.WORKER;

    @Option(names = "--data", paramLabel = "DIR", description = "The data folder of the up (default .chorale).")
    private @Nullable Path data;

    @Option(names = "--port", paramLabel = "N", description = "For worker and api: the port (default: the next free).")
    private @Nullable Integer port;

    @Option(names = "--set", paramLabel = "key=value", description = "A setting for this service; may be repeated.")
    private Map<String, String> chosen = new LinkedHashMap<>();

    private final Console console;

    public StartCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
        DataFolder folder = DataFolder.existing(data == null ? Home.defaultData() : data.toAbsolutePath());
        Recipe recipe = recipe(folder, UpRecord.readFrom(folder.record()));
        Ensemble ensemble = Ensemble.stoppedAtExit(console);
        try {
            Child child = ensemble.start(List.of(recipe)).getFirst();
            console.result(ReadyLine.json(new ReadyLine.Part(true, part.toString(), child.pid())));
            int code = child.awaitEnd();
            ensemble.stayIfStopping();
            throw new Failure(child.name() + " ended with code " + code + "; its log is " + recipe.log());
        } finally {
            ensemble.stop();
        }
    }

    private Recipe recipe(DataFolder folder, UpRecord up) {
        PortPlan ports = up.ports();
        Recipes recipes = Recipes.of(folder, ports, Path.of(up.home()));
        return switch (part) {
            case POSTGRES -> onRecordedPorts(recipes.postgres(), ports.postgres());
            case KAFKA -> onRecordedPorts(recipes.kafka(), ports.kafka(), ports.kafkaController());
            case S3 -> onRecordedPorts(recipes.s3(), ports.s3());
            case API -> {
                int own = portOr(ports.freeApi());
                String name = name("api", own - ports.base() + 1, own, PortPlan.MAX_APIS);
                yield recipes.api(name, own, folder.settingsOf(name, chosen));
            }
            case WORKER -> {
                int own = portOr(ports.freeWorker());
                String name = name("worker", ports.workerNumber(own), own, PortPlan.MAX_WORKERS);
                yield recipes.worker(name, own, folder.settingsOf(name, chosen));
            }
        };
    }

    private Recipe onRecordedPorts(Recipe recipe, int... ports) {
        if (port != null) {
            throw new Failure("--port is for worker and api: " + part + " starts on the port that --data records");
        }
        for (int own : ports) {
            requireFree(own);
        }
        return recipe;
    }

    private int portOr(OptionalInt free) {
        int own = port != null ? port : free.orElseThrow(() -> new Failure("no port is free: name one with --port"));
        requireFree(own);
        return own;
    }

    private static void requireFree(int port) {
        if (!PortPlan.isFree(port)) {
            throw new Failure("port " + port + " is in use: stop what listens there, or name another with --port");
        }
    }

    /** The name tells the place in the port plan; a port outside of it is its own name. */
    private static String name(String kind, int number, int port, int highest) {
        return kind + "-" + (number >= 1 && number <= highest ? number : port);
    }
}
