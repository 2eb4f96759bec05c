package dev.chorale.worker.claim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.worker.claim.Simulation.Without;
import dev.chorale.worker.sim.Fault;
import dev.chorale.worker.sim.Journal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One seed is one history. {@code -Dchorale.sim.seed=17} prints that one instead of playing them all. */
class SimulationTest {
    private static final String SEED = "chorale.sim.seed";
    private static final int SEEDS = 2000;
    private static final int TAIL = 80;
    private static final Logger PRODUCTION = Logger.getLogger("dev.chorale");

    @BeforeAll
    static void silence() {
        PRODUCTION.setLevel(Level.OFF);
    }

    @AfterAll
    static void speakAgain() {
        PRODUCTION.setLevel(null);
    }

    @Test
    @DisabledIfSystemProperty(named = SEED, matches = ".*")
    void nothing_that_must_never_happen_happens_in_any_history() {
        long began = System.nanoTime();
        Map<Fault, Integer> bitten = new EnumMap<>(Fault.class);
        for (long seed = 1; seed <= SEEDS; seed++) {
            Simulation simulation = new Simulation(seed, Without.NOTHING, false);
            if (!simulation.play().isClean()) {
                tell(seed);
            }
            simulation.bitten().forEach((fault, times) -> bitten.merge(fault, times, Integer::sum));
        }
        assertThat(bitten).as("a fault that never bites shows nothing").containsOnlyKeys(Fault.values());
        System.out.printf(
                "simulation: histories=%d breaches=0 seconds=%.1f faults=%s%n",
                SEEDS, (System.nanoTime() - began) / 1e9, bitten);
    }

    private static void tell(long seed) {
        Journal journal = new Simulation(seed, Without.NOTHING, true).play();
        List<String> lines = journal.lines();
        String tail = String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL), lines.size()));
        assertThat(journal.breaches())
                .as("seed %d, of whose history this is the end:%n%s%n", seed, tail)
                .isEmpty();
    }

    @Test
    @EnabledIfSystemProperty(named = SEED, matches = "\\d+")
    void the_history_of_one_seed_is_printed() {
        Journal journal = new Simulation(Long.getLong(SEED), Without.NOTHING, true).play();
        journal.lines().forEach(System.out::println);
        assertThat(journal.breaches()).isEmpty();
    }

    @Test
    void a_seed_has_one_history() {
        for (long seed = 1; seed <= 20; seed++) {
            assertThat(new Simulation(seed, Without.NOTHING, true).play().lines())
                    .isEqualTo(
                            new Simulation(seed, Without.NOTHING, true).play().lines());
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_queue_that_lacks_something_is_caught(Mutant mutant) {
        List<String> others = new ArrayList<>();
        for (long seed = 1; seed <= SEEDS; seed++) {
            List<String> breaches =
                    new Simulation(seed, mutant.toSettings(), false).play().breaches();
            if (mutant.isCaughtBy(breaches)) {
                return;
            }
            others.addAll(breaches);
        }
        throw new AssertionError(mutant + " was not caught; found instead: " + others);
    }
}
