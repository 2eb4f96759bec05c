package dev.chorale.deploy.soak;

import dev.chorale.deploy.launch.Console;
import dev.chorale.deploy.soak.Fault.Bite;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BooleanSupplier;

/** Lets faults strike one after the other, each round in another order, with quiet times between. The seed draws both. */
final class Director {
    private static final int SHORTEST_QUIET_MS = 1_000;
    private static final int LONGEST_QUIET_MS = 4_000;

    private final List<Fault> faults;
    private final Scene scene;
    private final Random random;
    private final Console console;
    private final Map<String, List<Bite>> struck = new LinkedHashMap<>();

    Director(List<Fault> faults, Scene scene, Random random, Console console) {
        this.faults = List.copyOf(faults);
        this.scene = scene;
        this.random = random;
        this.console = console;
        faults.forEach(fault -> struck.put(fault.name(), new ArrayList<>()));
    }

    /** Blocks while {@code goOn} says so, and until every fault has struck once. */
    void direct(BooleanSupplier goOn) throws InterruptedException, IOException {
        boolean first = true;
        while (first || goOn.getAsBoolean()) {
            List<Fault> round = new ArrayList<>(faults);
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
        scene.pause(Duration.ofMillis(random.nextInt(SHORTEST_QUIET_MS, LONGEST_QUIET_MS)));
        long began = System.nanoTime();
        Bite bite = fault.strike(scene);
        List<Bite> bites = struck.get(fault.name());
        if (bites != null) {
            bites.add(bite);
        }
        long millis = (System.nanoTime() - began) / 1_000_000;
        console.say("  " + fault.name() + ": " + bite.how() + " (" + millis + " ms)");
    }
}
