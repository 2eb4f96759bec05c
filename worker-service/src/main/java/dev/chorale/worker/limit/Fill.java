package dev.chorale.worker.limit;

import java.util.OptionalDouble;
import java.util.function.Supplier;

/**
 * What the fill of the GPU's memory has to say after each window.
 *
 * <p>Engines keep memory that they need no more. Where a step down freed nothing, a second one frees nothing either: the
 * limit then stays, and does not grow.
 */
final class Fill {
    private static final double FULL = 94;
    private static final double NEARLY_FULL = 90;
    private static final double FREED = 1;

    private final Supplier<OptionalDouble> gauge;
    private OptionalDouble percent = OptionalDouble.empty();
    private double lastKnown = Double.NaN;
    private double grewBy;
    private double atLastStepDown = Double.POSITIVE_INFINITY;

    /** @param gauge in percent of the GPU, 0..100, where it can be seen */
    Fill(Supplier<OptionalDouble> gauge) {
        this.gauge = gauge;
    }

    /** A window is over. */
    void look() {
        percent = gauge.get();
        percent.ifPresent(now -> {
            grewBy = Double.isNaN(lastKnown) ? 0 : Math.max(0, now - lastKnown);
            lastKnown = now;
            atLastStepDown = now < NEARLY_FULL ? Double.POSITIVE_INFINITY : atLastStepDown;
        });
    }

    /** Whether it is full, and fewer calls may free some of it. */
    boolean isTooHigh() {
        return percent.orElse(0) >= FULL && percent.orElse(0) <= atLastStepDown - FREED;
    }

    /** The limit is lowered because of it. */
    void stepDown() {
        atLastStepDown = percent.orElse(0);
    }

    /** Whether one more step like the last leaves some free. Of what could be seen once and can't now, nobody knows. */
    boolean leavesRoom() {
        return percent.isPresent() ? percent.getAsDouble() + grewBy < NEARLY_FULL : Double.isNaN(lastKnown);
    }
}
