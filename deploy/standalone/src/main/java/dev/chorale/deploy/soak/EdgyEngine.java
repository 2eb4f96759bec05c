package dev.chorale.deploy.soak;

import dev.chorale.deploy.launch.Failure;
import dev.chorale.deploy.simulator.Behaviour;
import dev.chorale.deploy.simulator.Simulator;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * An engine that goes by the load curve and dies of a number of calls at once that nobody is told. One worker has it, and
 * has to find out.
 */
final class EdgyEngine implements AutoCloseable {
    static final String WORKER = OwnStage.WORKERS.getFirst();
    static final String VOICE = "edgy/a";

    private static final String NAME = "chorale.worker.engines.edgy.";
    private static final int LEAST = 6;
    private static final int MOST = 25;
    private static final int RESTART_MS = 10_000;
    private static final double TIME_SCALE = 8;

    private final Simulator simulator;
    private final int deadlyCalls;

    private EdgyEngine(Simulator simulator, int deadlyCalls) {
        this.simulator = simulator;
        this.deadlyCalls = deadlyCalls;
    }

    static EdgyEngine listenOn(int port, long seed) {
        int deadlyCalls = new SplittableRandom(seed).nextInt(LEAST, MOST + 1);
        try {
            Simulator simulator = Simulator.start(new Simulator.Options(port, seed, TIME_SCALE, List.of("a")));
            simulator.behave(new Behaviour(0, 0, Map.of(), Map.of(), deadlyCalls, RESTART_MS, true));
            return new EdgyEngine(simulator, deadlyCalls);
        } catch (IOException taken) {
            throw new Failure("port " + port + " (for an engine) is in use: choose others with --port-base", taken);
        }
    }

    /** What its worker is told of it. */
    Map<String, String> settings() {
        return Map.of(NAME + "kind", "openai", NAME + "url", url(), NAME + "options.voices", "a:en");
    }

    String url() {
        return "http://127.0.0.1:" + simulator.port();
    }

    int deadlyCalls() {
        return deadlyCalls;
    }

    @Override
    public void close() throws IOException {
        simulator.close();
    }
}
