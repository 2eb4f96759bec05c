package dev.chorale.deploy.soak;

import dev.chorale.deploy.launch.Console;
import dev.chorale.deploy.soak.Fault.Bite;
import dev.chorale.deploy.soak.FaultList.Strand;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BooleanSupplier;

/**
 * Lets the faults of one strand strike one after the other, each round in another order, with quiet times between. The seed
 * draws both. A fault that nobody felt strikes again, a few times at most.
 */
final class Director {
    private static final int SHORTEST_QUIET_MS = 1_000;
    private static final int LONGEST_QUIET_MS = 4_000;
    private static final int MOST_STRIKES = 5;

    /** Nobody feels a fault where nothing goes on: others may still be coming up again. */
    private static final Duration TO_WORK = Duration.ofSeconds(30);

    private final Strand strand;
    private final Scene scene;
    private final Random random;
    private final Console console;
    private final Map<String, List<Bite>> struck = new LinkedHashMap<>();

    Director(Strand strand, Scene scene, Random random, Console console) {
        this.strand = strand;
        this.scene = scene;
        this.random = random;
        this.console = console;
        strand.faults().forEach(fault -> struck.put(fault.name(), new ArrayList<>()));
    }

    /** Blocks while {@code goOn} says so, and until every fault has struck once. */
    void direct(BooleanSupplier goOn) throws InterruptedException, IOException {
        boolean first = true;
        while (first || goOn.getAsBoolean()) {
            List<Fault> round = new ArrayList<>(strand.faults());
            Collections.shuffle(round, random);
            for (Fault fault : round) {
                if (first || goOn.getAsBoolean()) {
                    strike(fault);
                }
            }
            first = false;
        }
    }

    /** What each did, in the order of the list. */
    Map<String, List<Bite>> struck() {
        return struck;
    }

    private void strike(Fault fault) throws InterruptedException, IOException {
        Bite bite = strikeOnce(fault);
        for (int strikes = 1; strikes < MOST_STRIKES && !bite.felt(); strikes++) {
            bite = strikeOnce(fault);
        }
        struck.computeIfAbsent(fault.name(), name -> new ArrayList<>()).add(bite);
    }

    private Bite strikeOnce(Fault fault) throws InterruptedException, IOException {
        scene.pause(Duration.ofMillis(random.nextInt(SHORTEST_QUIET_MS, LONGEST_QUIET_MS)));
        scene.await(TO_WORK, () -> scene.ledger().count("run WHERE state = 'running'") > 0);
        long began = System.nanoTime();
        Bite bite = fault.strike(scene);
        long millis = (System.nanoTime() - began) / 1_000_000;
        console.say("  " + fault.name() + ": " + bite.how() + " (" + millis + " ms)");
        return bite;
    }
}
