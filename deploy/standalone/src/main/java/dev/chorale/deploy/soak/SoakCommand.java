package dev.chorale.deploy.soak;

import dev.chorale.deploy.launch.Console;
import dev.chorale.deploy.launch.Failure;
import dev.chorale.deploy.launch.PlaceOptions;
import dev.chorale.deploy.soak.FaultList.Strand;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "soak",
        mixinStandardHelpOptions = true,
        description =
                "Load on a whole installation while its parts are killed, frozen and cut off; then a look at every job.",
        footer = {
            "",
            "Runs in a new data folder, which stays for inspection. One seed draws the same callers and faults.",
            "The last line counts what went wrong; the exit code is 0 only if nothing did and every fault was felt."
        })
public final class SoakCommand implements Callable<Integer> {
    @Mixin
    private PlaceOptions place = new PlaceOptions();

    @Option(names = "--seconds", paramLabel = "N", defaultValue = "600", description = "How long there is load (600).")
    private int seconds = 600;

    @Option(names = "--seed", paramLabel = "S", defaultValue = "1", description = "Seed of all chance (1).")
    private long seed = 1;

    @Option(names = "--rate", paramLabel = "R", defaultValue = "200", description = "Submits offered per second (200).")
    private int rate = 200;

    @Option(names = "--faults", split = ",", paramLabel = "NAME", description = "Only these faults.")
    private List<String> faults = List.of();

    @Option(names = "--engine", defaultValue = "sim", description = "What speaks: sim or espeak (default sim).")
    private String engine = "sim";

    private final Console console;

    public SoakCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException, IOException {
        if (Files.exists(place.data())) {
            throw new Failure("the data folder " + place.data() + " exists: name an empty one with --data");
        }
        Speech speech = speech();
        List<Strand> wanted = FaultList.of(faults, speech);
        console.say("soak: seed " + seed + ", " + rate + " submits/s for " + seconds + " s, faults "
                + FaultList.namesOf(wanted));
        try (Stage stage = Stage.set(place.data(), place.ports(), speech, seed, console);
                ClientJournal journal = new ClientJournal(place.data().resolve("callers.tsv"))) {
            Soak soak = new Soak(stage, journal, speech, console);
            return soak.run(new Soak.Load(rate, seconds, seed), wanted) ? 0 : 1;
        }
    }

    private Speech speech() {
        return switch (engine) {
            case "sim" -> new Speech.Simulated();
            case "espeak" -> new Speech.Espeak();
            default -> throw new Failure("--engine: " + engine + " (expected sim or espeak)");
        };
    }
}
