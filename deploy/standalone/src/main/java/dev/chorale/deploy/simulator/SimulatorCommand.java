package dev.chorale.deploy.simulator;

import dev.chorale.deploy.launch.Console;
import dev.chorale.deploy.launch.Failure;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "simulator",
        mixinStandardHelpOptions = true,
        description = "A speech engine without a GPU: OpenAI's speech API with audio computed from the request alone.",
        footer = {
            "",
            "POST /control changes all of this while it runs, for example {\"next\":[\"reset\",\"hang\"]},",
            "{\"rates\":{\"error\":0.1}}, {\"patterns\":{\"poison\":\"kill\"}}, {\"law\":true}, {\"good\":true}.",
            "GET /journal[?after=N] lists the calls, GET /metrics memory and calls in flight.",
            "KIND is one of error, busy, reset, hang, silence, truncation, half, wrong_voice, crash, kill."
        })
public final class SimulatorCommand implements Callable<Integer> {
    @Option(names = "--port", paramLabel = "N", required = true, description = "Where to listen, on 127.0.0.1.")
    private int port;

    @Option(names = "--seed", paramLabel = "S", defaultValue = "1", description = "Seed of all chance (default 1).")
    private long seed = 1;

    @Option(
            names = "--time-scale",
            paramLabel = "X",
            defaultValue = "1",
            description = "Seconds of the engine in one of ours (default 1).")
    private double timeScale = 1;

    @Option(names = "--voices", split = ",", paramLabel = "NAME", description = "The voices it knows (default a,b).")
    private List<String> voices = List.of("a", "b");

    @Option(names = "--delay", paramLabel = "MS", defaultValue = "0", description = "Before each answer.")
    private double delay;

    @Option(names = "--delay-per-character", paramLabel = "MS", defaultValue = "0", description = "Added to it.")
    private double delayPerCharacter;

    @Option(names = "--fail", paramLabel = "KIND=RATE", description = "Share of calls that fail so; may be repeated.")
    private Map<Mishap, Double> rates = new LinkedHashMap<>();

    @Option(names = "--poison", paramLabel = "TEXT=KIND", description = "Befalls each text that holds TEXT.")
    private Map<String, Mishap> patterns = new LinkedHashMap<>();

    @Option(names = "--death-at", paramLabel = "N", defaultValue = "0", description = "Crash at N calls in flight.")
    private int deathAt;

    @Option(names = "--restart", paramLabel = "MS", defaultValue = "5000", description = "Time away after a crash.")
    private double restart = 5_000;

    @Option(names = "--law", description = "Take, fail and die by the load curve of a real engine.")
    private boolean law;

    @Option(
            names = "--machine",
            paramLabel = "N",
            defaultValue = "0",
            description = "Whose load curve: 0 the article's, others bear and take up to a fifth more or less.")
    private long machine;

    private final Console console;

    public SimulatorCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (Simulator simulator = Simulator.start(new Simulator.Options(port, seed, timeScale, voices, machine))) {
            simulator.behave(new Behaviour(delay, delayPerCharacter, rates, patterns, deathAt, restart, law));
            console.result("{\"ready\":true,\"url\":\"http://127.0.0.1:" + simulator.port() + "\"}");
            new CountDownLatch(1).await();
        } catch (IOException taken) {
            throw new Failure("port " + port + " cannot be listened on: choose another with --port", taken);
        } catch (IllegalArgumentException refused) {
            throw new Failure(String.valueOf(refused.getMessage()), refused);
        }
        return 0;
    }
}
