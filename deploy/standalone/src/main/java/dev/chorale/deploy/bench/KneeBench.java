package dev.chorale.deploy.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.chorale.common.time.Pause;
import dev.chorale.deploy.bench.EngineStage.Engine;
import dev.chorale.deploy.launch.Failure;
import dev.chorale.deploy.simulator.Behaviour;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** What a worker does with an engine of which nobody told it how many calls it bears, next to limits set by hand. */
final class KneeBench {
    private static final Engine WARM_UP = Engine.steady("warm-up", 1, 10, 50);
    private static final List<Integer> BY_HAND = List.of(5, 10, 15, 20, 30);
    private static final List<Integer> DEADLY = List.of(6, 25, 9, 18, 13);
    private static final int ITEMS = 100;
    private static final int LONG_RUN = 4 * ITEMS;
    private static final int CALLERS = 8;
    private static final int MOST_TRIES = 100;
    private static final int RESTART_MS = 10_000;
    private static final double TIME_SCALE = 2;
    private static final double TIME_SCALE_OF_CLIMBS = 5;
    private static final double GOOD = 0.99;

    private final EngineStage stage;
    private final Printer printer;

    KneeBench(EngineStage stage, Printer printer) {
        this.stage = stage;
        this.printer = printer;
    }

    /** So many that go by a load curve, each another's, and as many that also die of a number of calls. */
    static List<Engine> engines(int rounds) {
        List<Engine> engines = new ArrayList<>();
        engines.add(WARM_UP);
        for (int round = 0; round < rounds; round++) {
            engines.add(lawful(machine(round), round, 0, TIME_SCALE));
            engines.add(lawful(edge(round), round, deadly(round), TIME_SCALE_OF_CLIMBS));
        }
        return engines;
    }

    private static Engine lawful(String name, int machine, int deadlyCalls, double timeScale) {
        Behaviour behaviour = new Behaviour(0, 0, Map.of(), Map.of(), deadlyCalls, RESTART_MS, true);
        return new Engine(name, 1, 0, behaviour, timeScale, machine);
    }

    private static String machine(int round) {
        return "machine-" + round;
    }

    private static String edge(int round) {
        return "edge-" + round;
    }

    private static int deadly(int round) {
        return DEADLY.get(round % DEADLY.size());
    }

    void measure(int rounds) throws InterruptedException {
        var unused = found(WARM_UP.name(), 2 * ITEMS);
        for (int round = 0; round < rounds; round++) {
            race(machine(round));
        }
        for (int round = 0; round < rounds; round++) {
            climb(edge(round), deadly(round));
        }
    }

    /** Two runs, the second after a restart, against each limit set by hand. */
    private void race(String engine) throws InterruptedException {
        double best = Double.MAX_VALUE;
        for (int calls : BY_HAND) {
            Run run = byHand(engine, calls);
            best = run.firstTries() >= GOOD ? Math.min(best, run.seconds()) : best;
            printer.print("%s, asked directly, %d at once: %s", engine, calls, run);
        }
        Run first = found(engine, ITEMS);
        printer.print(
                "%s, nothing set, first run: %s; to the best by hand %.2f", engine, first, first.seconds() / best);
        stage.killWorker();
        Run known = found(engine, ITEMS);
        printer.print(
                "%s, nothing set, after a restart: %s; to the best by hand %.2f",
                engine, known, known.seconds() / best);
    }

    private void climb(String engine, int deadly) throws InterruptedException {
        Run before = found(engine, LONG_RUN);
        stage.killWorker();
        Run after = found(engine, LONG_RUN);
        printer.print(
                "%s, which dies of %d at once: %d deaths in %d items, after a restart %d",
                engine, deadly, before.deaths(), LONG_RUN, after.deaths());
    }

    /**
     * All items, spoken.
     *
     * @param seconds of ours, from the first submit to the last audio
     * @param items how many
     * @param retries calls that failed
     * @param deaths of the engine
     */
    private record Run(double seconds, int items, long retries, long deaths) {
        double firstTries() {
            return Math.max(0, 1 - (double) retries / items);
        }

        @Override
        public String toString() {
            return "%.1f s, %.1f %% at the first try, %d deaths".formatted(seconds, 100 * firstTries(), deaths);
        }
    }

    private Run found(String engine, int items) throws InterruptedException {
        int before = stage.count(engine);
        Instant began = Instant.now();
        Instant ended = began;
        for (String job : EngineBench.together(CALLERS, items, () -> stage.submit(engine, "wav", EngineBench.line()))) {
            JsonNode seen = stage.await(job);
            Instant finished = Instant.parse(seen.path("finished_at").asText());
            ended = finished.isAfter(ended) ? finished : ended;
        }
        return run(Duration.between(began, ended), items, engine, before);
    }

    private Run byHand(String engine, int calls) throws InterruptedException {
        int before = stage.count(engine);
        AtomicInteger tries = new AtomicInteger();
        long began = System.nanoTime();
        var unused = EngineBench.together(calls, ITEMS, () -> spoken(engine, tries));
        return run(Duration.ofNanos(System.nanoTime() - began), ITEMS, engine, before);
    }

    /** Tries again until it is spoken, as whoever asks a bare server has to. */
    private byte[] spoken(String engine, AtomicInteger tries) throws InterruptedException {
        String line = EngineBench.line();
        while (tries.incrementAndGet() < ITEMS * MOST_TRIES) {
            try {
                return stage.speakDirectly(engine, "wav", line);
            } catch (Failure refused) {
                Pause.system().of(Duration.ofMillis(100));
            }
        }
        throw new Failure(engine + " speaks nothing any more");
    }

    private Run run(Duration took, int items, String engine, int before) throws InterruptedException {
        Calls calls = stage.calls(engine).from(before);
        return new Run(took.toMillis() / 1e3, items, calls.count() - calls.ended("spoken"), calls.ended("crash"));
    }
}
