package dev.chorale.deploy.simulator;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.random.RandomGenerator;

/**
 * Decides what befalls each call: first what its text brings about, then what was ordered for the next calls, then
 * chance. With one seed and one order of calls it decides the same.
 */
final class Fate {
    private static final int MOST_ORDERED = 10_000;

    private final RandomGenerator random;
    private final Queue<Mishap> ordered = new ArrayDeque<>();

    Fate(RandomGenerator random) {
        this.random = random;
    }

    /** These befall the next calls, one each. */
    synchronized void order(Collection<Mishap> mishaps) {
        if (ordered.size() + mishaps.size() > MOST_ORDERED) {
            throw new IllegalArgumentException("next: more than " + MOST_ORDERED + " wait already");
        }
        ordered.addAll(mishaps);
    }

    /** Forgets what was ordered and did not happen yet. */
    synchronized void forgive() {
        ordered.clear();
    }

    synchronized Optional<Mishap> of(String text, Behaviour behaviour) {
        return poison(text, behaviour)
                .or(() -> Optional.ofNullable(ordered.poll()))
                .or(() -> chance(behaviour.rates()));
    }

    private static Optional<Mishap> poison(String text, Behaviour behaviour) {
        return behaviour.patterns().entrySet().stream()
                .filter(pattern -> text.contains(pattern.getKey()))
                .map(Map.Entry::getValue)
                .max(Comparator.naturalOrder());
    }

    private Optional<Mishap> chance(Map<Mishap, Double> rates) {
        double drawn = random.nextDouble();
        for (Mishap mishap : Mishap.values()) {
            drawn -= rates.getOrDefault(mishap, 0.0);
            if (drawn < 0) {
                return Optional.of(mishap);
            }
        }
        return Optional.empty();
    }
}
