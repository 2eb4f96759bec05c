package dev.chorale.deploy.launch;

import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** Port plans that nobody uses, below the range from which systems take ports for outgoing connections. */
public final class FreePorts {
    private static final int LOWEST = 20_000;
    private static final int HIGHEST = 32_000;
    private static final int TRIES = 100;

    private FreePorts() {}

    public static PortPlan plan() {
        RandomGenerator random = RandomGenerator.getDefault();
        return IntStream.range(0, TRIES)
                .mapToObj(n -> new PortPlan(random.nextInt(LOWEST, HIGHEST)))
                .filter(PortPlan::hasFreePorts)
                .findFirst()
                .orElseThrow();
    }
}
