package dev.chorale.deploy.soak;

import dev.chorale.deploy.launch.Console;
import dev.chorale.deploy.launch.Failure;
import dev.chorale.deploy.launch.PlaceOptions;
import dev.chorale.deploy.soak.FaultList.Strand;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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

    @Option(
            names = "--new",
            paramLabel = "N",
            description = "How many of them want something new (80 %%); the others want what many want.")
    private @Nullable Integer fresh;

    @Option(names = "--faults", split = ",", paramLabel = "NAME", description = "Only these faults.")
    private List<String> faults = List.of();

    @Option(
            names = "--engine",
            paramLabel = "NAME",
            description = "What speaks: sim (the default) or espeak; with --target, an engine that is there.")
    private @Nullable String engine;

    @Option(
            names = "--target",
            split = ",",
            paramLabel = "URL",
            description = "The APIs of a running up instead of an installation of its own; --data names its folder.")
    private List<String> target = List.of();

    @Option(
            names = "--pids",
            paramLabel = "JSON",
            description =
                    "With --target: the ready line of that up, or its pids. Those processes are killed and frozen.")
    private String pids = "{}";

    @Option(
            names = "--mutants",
            description =
                    "At last also take the guards out of the code, one at a time, and count what the tests catch.")
    private boolean mutants;

    private final Console console;

    public SoakCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException, IOException {
        return target.isEmpty() ? onOurs() : onTarget();
    }

    private int onOurs() throws InterruptedException, IOException {
        if (Files.exists(place.data())) {
            throw new Failure("the data folder " + place.data() + " exists: name an empty one with --data");
        }
        Speech speech = speech();
        List<Strand> wanted = FaultList.ours(faults, speech);
        try (Stage stage = OwnStage.set(place.data(), place.ports(), speech, seed, console)) {
            return soak(stage, speech, wanted);
        }
    }

    private int onTarget() throws InterruptedException, IOException {
        try (Stage stage = Stage.found(place.data(), target, pids, console)) {
            Speech speech = stage.speech(Objects.requireNonNullElse(engine, "espeak"));
            return soak(stage, speech, FaultList.found(faults, speech, stage.lease()));
        }
    }

    private int soak(Stage stage, Speech speech, List<Strand> wanted) throws InterruptedException, IOException {
        console.say("soak: seed " + seed + ", " + rate + " submits/s for " + seconds + " s, faults "
                + FaultList.namesOf(wanted));
        try (ClientJournal journal = new ClientJournal(stage.data().resolve("callers-" + seed + ".tsv"))) {
            Soak soak = new Soak(stage, journal, speech, console);
            int something = fresh == null ? rate * 4 / 5 : fresh;
            boolean epilogue = faults.isEmpty() && stage.rig().isPresent() && speech instanceof Speech.Simulated;
            Soak.Load load = new Soak.Load(rate, something, seconds, seed);
            return soak.run(load, wanted, new Soak.Afterwards(epilogue, mutants)) ? 0 : 1;
        }
    }

    private Speech speech() {
        return switch (Objects.requireNonNullElse(engine, "sim")) {
            case "sim" -> new Speech.Simulated();
            case "espeak" -> Speech.Other.ESPEAK;
            default -> throw new Failure("--engine: " + engine + " (expected sim or espeak)");
        };
    }
}
