package dev.chorale.deploy.bench;

import dev.chorale.deploy.bench.EngineStage.Engine;
import dev.chorale.deploy.launch.Failure;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** How well engines are kept busy: by one queue compared with a client that does nothing else, and four compared with one. */
final class EngineBench {
    /** Each call of it takes a second, ten at once. */
    static final Engine BUSY = Engine.steady("busy", 1, 10, 1_000);

    static final Engine ONE = Engine.steady("one", 1, 5, 1_000);
    static final Engine FOUR = Engine.steady("four", 4, 5, 1_000);

    private static final List<String> FORMATS = List.of("wav", "opus", "mp3", "aac", "flac");
    private static final int CALLERS = 8;
    private static final int BUSY_LINES = 160;
    private static final int LINES_OF_ONE = 50;
    private static final AtomicInteger LINES = new AtomicInteger();

    private final EngineStage stage;
    private final Printer printer;

    EngineBench(EngineStage stage, Printer printer) {
        this.stage = stage;
        this.printer = printer;
    }

    /** Busy shares under a full queue, direct and through the queue in turn. */
    void measureBusy(int rounds) throws InterruptedException {
        Map<String, List<Double>> ratios = new TreeMap<>();
        through(BUSY, "wav", BUSY_LINES);
        for (int round = 1; round <= rounds; round++) {
            double direct = direct().busyShare(BUSY.atOnce());
            printer.print("engine busy, asked directly, round %d: %.3f", round, direct);
            for (String format : FORMATS) {
                double share = through(BUSY, format, BUSY_LINES).busyShare(BUSY.atOnce());
                printer.print("engine busy, through the queue as %s, round %d: %.3f", format, round, share);
                ratios.computeIfAbsent(format, f -> new ArrayList<>()).add(share / direct);
            }
        }
        ratios.forEach((format, all) ->
                printer.print("engine busy as %s, queue to direct: median %.3f", format, Printer.median(all)));
    }

    /** What four engines do in the time of one. */
    void measureFleet(int rounds) throws InterruptedException {
        List<Double> ratios = new ArrayList<>();
        through(FOUR, "wav", FOUR.processes() * LINES_OF_ONE);
        for (int round = 1; round <= rounds; round++) {
            double one = perSecond(ONE, LINES_OF_ONE);
            double four = perSecond(FOUR, LINES_OF_ONE * FOUR.processes());
            ratios.add(four / FOUR.processes() / one);
            printer.print("lines a second, round %d: one engine %.2f, four %.2f", round, one, four);
        }
        printer.print("four engines to four times one: median %.3f", Printer.median(ratios));
    }

    private double perSecond(Engine engine, int count) throws InterruptedException {
        return through(engine, "wav", count).perSecond(engine.processes() * engine.atOnce());
    }

    /** Lines that nobody has asked for before, all submitted at once; the calls that they led to. */
    private Calls through(Engine engine, String format, int count) throws InterruptedException {
        int before = stage.count(engine.name());
        for (String job : together(CALLERS, count, () -> stage.submit(engine.name(), format, line()))) {
            var unused = stage.await(job);
        }
        return stage.calls(engine.name()).from(before);
    }

    /** The same from as many threads as the engine has places, each asking again when it was answered. */
    private Calls direct() throws InterruptedException {
        int before = stage.count(BUSY.name());
        var unused = together(BUSY.atOnce(), BUSY_LINES, () -> stage.speakDirectly(BUSY.name(), "wav", line()));
        return stage.calls(BUSY.name()).from(before);
    }

    /** What so many threads bring when they do this so often. */
    static <T> List<T> together(int threads, int times, Callable<T> what) throws InterruptedException {
        List<T> brought = new ArrayList<>();
        try (ExecutorService callers = Executors.newFixedThreadPool(threads)) {
            for (Future<T> one : callers.invokeAll(Collections.nCopies(times, what))) {
                brought.add(one.get());
            }
        } catch (ExecutionException refused) {
            throw new Failure("what is measured did not work", refused);
        }
        return brought;
    }

    /** One that nobody has asked for. */
    static String line() {
        return "Nobody has asked for line number " + LINES.incrementAndGet() + " before.";
    }
}
