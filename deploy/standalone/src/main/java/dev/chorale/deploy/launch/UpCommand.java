package dev.chorale.deploy.launch;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        description = "Start PostgreSQL, Kafka, S3, the API and a worker, and stay until stopped (Ctrl-C or SIGTERM).",
        footer = {
            "",
            "Prints one line of JSON when all is ready. Logs are in DIR/logs; data in DIR survives.",
            "API n listens on port N+n-1, the others on ports from N+20."
        })
public final class UpCommand implements Callable<Integer> {
    @Mixin
    private PlaceOptions place = new PlaceOptions();

    @Option(names = "--apis", paramLabel = "N", defaultValue = "1", description = "How many API services (default 1).")
    private int apis = 1;

    @Option(names = "--workers", paramLabel = "N", defaultValue = "1", description = "How many workers (default 1).")
    private int workers = 1;

    @Option(names = "--set", paramLabel = "key=value", description = "A setting for all services; may be repeated.")
    private Map<String, String> chosen = new LinkedHashMap<>();

    private final Console console;

    public UpCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
        Installation installation =
                Installation.claim(place.data(), place.ports(), new Size(apis, workers), chosen, console);
        try {
            console.result(installation.start());
            installation.stay();
        } finally {
            installation.stop();
        }
        return 0;
    }
}
