package dev.chorale.deploy.soak;

import dev.chorale.deploy.launch.Console;
import dev.chorale.deploy.soak.Fault.Bite;
import dev.chorale.deploy.soak.FaultList.Strand;
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

/** All strands of faults, each with a director of its own, at the same time. */
final class Strands {
    private final List<Director> directors = new ArrayList<>();

    Strands(List<Strand> strands, Scene scene, long seed, Console console) {
        for (Strand strand : strands) {
            Random random = new Random(seed * 31 + directors.size());
            directors.add(new Director(strand, scene.with(random), random, console));
        }
    }

    /** Blocks while {@code goOn} says so, and until every fault has struck once. */
    void strikeWhile(BooleanSupplier goOn) throws InterruptedException {
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
        directors.forEach(director -> all.putAll(director.struck()));
        return all;
    }
}
