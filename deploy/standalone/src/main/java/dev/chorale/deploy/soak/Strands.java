package dev.chorale.deploy.soak;

import dev.chorale.deploy.launch.Console;
import dev.chorale.deploy.soak.Fault.Bite;
import dev.chorale.deploy.soak.FaultList.Strand;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** All strands of faults, each with a director of its own: first those that strike alone, then the others at the same time. */
final class Strands {
    private final List<Director> alone = new ArrayList<>();
    private final List<Director> directors = new ArrayList<>();

    /** @param calm what those that strike alone have before them */
    Strands(List<Strand> strands, Scene calm, Scene scene, long seed, Console console) {
        for (Strand strand : strands) {
            Random random = new Random(seed * 31 + alone.size() + directors.size());
            (strand.alone() ? alone : directors)
                    .add(new Director(strand, (strand.alone() ? calm : scene).with(random), random, console));
        }
    }

    /** Blocks until each of them has struck once. */
    void strikeAlone() throws InterruptedException, IOException {
        for (Director director : alone) {
            director.direct(() -> false);
        }
    }

    /** Blocks while {@code goOn} says so, and until every fault has struck once. */
    void strikeWhile(BooleanSupplier goOn) throws InterruptedException {
        if (directors.isEmpty()) {
            return;
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(directors.size())) {
            List<Future<?>> running = new ArrayList<>();
            for (Director director : directors) {
                running.add(threads.submit(() -> {
                    director.direct(goOn);
                    return director;
                }));
            }
            for (Future<?> one : running) {
                one.get();
            }
        } catch (ExecutionException failed) {
            throw new IllegalStateException("a fault could not be mended", failed.getCause());
        }
    }

    /** What each fault did. */
    Map<String, List<Bite>> struck() {
        Map<String, List<Bite>> all = new LinkedHashMap<>();
        Stream.concat(alone.stream(), directors.stream()).forEach(director -> all.putAll(director.struck()));
        return all;
    }
}
