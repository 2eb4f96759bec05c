package dev.chorale.deploy.bench;

import dev.chorale.deploy.bench.EngineStage.Engine;
import dev.chorale.deploy.bench.Load.Figures;
import dev.chorale.deploy.launch.Console;
import dev.chorale.deploy.launch.Failure;
import dev.chorale.deploy.launch.Installation;
import dev.chorale.deploy.launch.PlaceOptions;
import dev.chorale.deploy.launch.Size;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description =
                "Measures starts, submits and hits on this machine, in an empty data folder. Prints, judges nothing.",
        footer = {
            "",
            "starts, load: half a minute each. busy: how busy an engine is kept, next to a client that asks it directly.",
            "fleet: four engines next to one. books: 100,000 characters, a changed sentence, a worker that is killed 20 times.",
            "fair: how long a tenant of few lines waits behind another one's thousands. knee: what the limiter finds on as many",
            "machines as there are rounds, next to limits set by hand, and how often an engine dies of it (5 minutes a round)."
        })
public final class BenchCommand implements Callable<Integer> {
    private static final Size SIZE = new Size(1, 1);
    private static final int WARM_UP = 1_500;
    private static final String SPEECH = "/v1/audio/speech";

    /** About 160 kB of 24 kHz WAV. */
    private static final String LINE_OF_160_KB =
            "{\"model\":\"espeak\",\"voice\":\"en-us\",\"response_format\":\"wav\",\"input\":"
                    + "\"A line of this length fills a bit more than three seconds, which is what a game or a hotline says.\"}";

    @Mixin
    private PlaceOptions place = new PlaceOptions();

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "3", description = "Rounds of each measurement (3).")
    private int rounds = 3;

    @Option(names = "--rate", paramLabel = "N", defaultValue = "500", description = "Submits offered per second (500).")
    private int rate = 500;

    @Option(
            names = "--measure",
            split = ",",
            paramLabel = "WHAT",
            defaultValue = "starts,load",
            description = "Some of ${COMPLETION-CANDIDATES} (starts,load).")
    private Set<Measurement> wanted = EnumSet.of(Measurement.starts, Measurement.load);

    private final Console console;
    private final Printer printer;

    /** What can be measured, by the names that the command line has for it. */
    enum Measurement {
        starts,
        load,
        busy,
        fleet,
        books,
        fair,
        knee
    }

    public BenchCommand(Console console) {
        this.console = console;
        this.printer = new Printer(console);
    }

    @Override
    public Integer call() throws InterruptedException, IOException {
        if (Files.exists(place.data())) {
            throw new Failure("the data folder " + place.data() + " exists: name an empty one with --data");
        }
        if (wanted.contains(Measurement.starts)) {
            measureStart("cold", Map.of());
            measureStart("warm", Map.of());
        }
        if (wanted.contains(Measurement.load)) {
            Installation paused = claim(SIZE, Map.of("chorale.worker.slots", "1"));
            try {
                measureLoad(paused);
            } finally {
                paused.stop();
            }
        }
        measureEngines();
        return 0;
    }

    private void measureEngines() throws InterruptedException, IOException {
        if (wanted.contains(Measurement.busy)) {
            try (EngineStage stage = stage(EngineBench.BUSY)) {
                new EngineBench(stage, printer).measureBusy(rounds);
            }
        }
        if (wanted.contains(Measurement.fleet)) {
            try (EngineStage stage = stage(EngineBench.ONE, EngineBench.FOUR)) {
                new EngineBench(stage, printer).measureFleet(rounds);
            }
        }
        if (wanted.contains(Measurement.books)) {
            try (EngineStage stage = stage(BookBench.READER)) {
                new BookBench(stage, printer).measure();
            }
        }
        if (wanted.contains(Measurement.fair)) {
            try (EngineStage stage = stage(FairBench.SHARED)) {
                new FairBench(stage, printer).measure();
            }
        }
        if (wanted.contains(Measurement.knee)) {
            try (EngineStage stage = stage(KneeBench.engines(rounds))) {
                new KneeBench(stage, printer).measure(rounds);
            }
        }
    }

    private EngineStage stage(Engine... engines) throws InterruptedException, IOException {
        return stage(List.of(engines));
    }

    private EngineStage stage(List<Engine> engines) throws InterruptedException, IOException {
        return EngineStage.set(claim(new Size(1, 0), Map.of()), engines);
    }

    private void measureStart(String name, Map<String, String> settings) throws InterruptedException {
        Installation installation = claim(SIZE, settings);
        try {
            long began = System.nanoTime();
            var unused = installation.start();
            printer.print("up to ready, %s: %.1f s", name, (System.nanoTime() - began) / 1e9);
        } finally {
            installation.stop();
        }
    }

    private Installation claim(Size size, Map<String, String> settings) {
        return Installation.claim(place.data(), place.ports(), size, settings, console);
    }

    private void measureLoad(Installation installation) throws InterruptedException, IOException {
        var unused = installation.start();
        Load load = new Load(installation.url(), installation.settings().get("chorale.api.admin-key"));
        int bytes = load.send(SPEECH, LINE_OF_160_KB).body().length;
        load.closed(32, WARM_UP / 32, SPEECH, LINE_OF_160_KB);
        for (int round = 1; round <= rounds; round++) {
            report(
                    "hit of " + bytes / 1000 + " kB, 32 connections",
                    round,
                    load.closed(32, 100, SPEECH, LINE_OF_160_KB));
        }
        installation.stopWorkers();
        load.offer(rate, WARM_UP, "/v1/synthesis-jobs", 202, n -> miss("warm-up", n));
        for (int round = 1; round <= rounds; round++) {
            int number = round;
            Figures figures = load.offer(rate, rate * 10, "/v1/synthesis-jobs", 202, n -> miss("round " + number, n));
            report("miss, submit at " + rate + "/s offered, workers stopped", round, figures);
        }
    }

    private static String miss(String round, int n) {
        return "{\"voice\":\"espeak/en-us\",\"input\":\"Nobody has said this before: " + round + ", number " + n
                + ".\"}";
    }

    private void report(String name, int round, Figures figures) {
        printer.print(
                "%s, round %d: p50 %.2f ms, p90 %.2f ms, p99 %.2f ms, %.0f/s, failed %d of %d, %d s",
                name,
                round,
                figures.millis(50),
                figures.millis(90),
                figures.millis(99),
                figures.perSecond(),
                figures.failed(),
                figures.micros().getTotalCount(),
                Duration.ofNanos(figures.took().toNanos()).toSeconds());
    }
}
