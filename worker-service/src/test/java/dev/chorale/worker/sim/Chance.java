package dev.chorale.worker.sim;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Every draw of a history. Each seed has a mix of faults of its own, some of them absent: a history with everything at
 * once shows less than many that differ (Groce et al., "Swarm Testing", ISSTA 2012).
 */
public final class Chance {
    private final RandomGenerator random;
    private final Map<Fault, Double> rates = new EnumMap<>(Fault.class);
    private final Map<Fault, Integer> bitten = new EnumMap<>(Fault.class);
    private boolean calm;

    public Chance(RandomGenerator random) {
        this.random = random;
        for (Fault fault : Fault.values()) {
            rates.put(fault, random.nextBoolean() ? fault.mostOften() * random.nextDouble() : 0.0);
        }
    }

    public RandomGenerator random() {
        return random;
    }

    /** Nothing goes wrong any more. */
    public void calmDown() {
        calm = true;
    }

    public boolean isCalm() {
        return calm;
    }

    public boolean hits(Fault fault) {
        boolean hits = !calm && random.nextDouble() < rates.getOrDefault(fault, 0.0);
        if (hits) {
            bitten.merge(fault, 1, Integer::sum);
        }
        return hits;
    }

    /** How often each fault happened. */
    public Map<Fault, Integer> bitten() {
        return Map.copyOf(bitten);
    }

    public boolean hits(double share) {
        return random.nextDouble() < share;
    }

    public Duration between(Duration least, Duration most) {
        return Duration.ofNanos(random.nextLong(least.toNanos(), most.toNanos() + 1));
    }

    public Duration upTo(Duration most) {
        return between(Duration.ZERO, most);
    }

    public <T> T oneOf(List<T> things) {
        return things.get(random.nextInt(things.size()));
    }
}
