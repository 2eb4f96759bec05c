package dev.chorale.worker.limit;

/**
 * How fast calls went while so many were in flight.
 *
 * <p>The time of a call may follow its size or not. Both are measured, time and time by size, and two paces are compared
 * by the one that scatters less.
 */
final class Pace {
    private final int calls;
    private final Spread seconds = new Spread();
    private final Spread secondsBySize = new Spread();
    private final Spread inFlight = new Spread();

    /** @param calls in flight, 1 or more */
    Pace(int calls) {
        this.calls = calls;
    }

    int calls() {
        return calls;
    }

    int samples() {
        return seconds.count();
    }

    double meanSeconds() {
        return seconds.mean();
    }

    /** Calls that were in flight beside each other, on average. */
    double meanInFlight() {
        return inFlight.mean();
    }

    /**
     * @param size of the answer in bytes
     * @param flying calls in flight as it ended
     */
    void add(double tookSeconds, long size, int flying) {
        inFlight.add(flying);
        seconds.add(tookSeconds);
        secondsBySize.add(tookSeconds / Math.max(1, size));
    }

    /**
     * How throughput follows concurrency.
     *
     * @param value d ln(throughput) / d ln(calls in flight): 1 where each further call is free, 0 where it slows all
     *     others down by what it does itself
     * @param error its standard error
     */
    record Elasticity(double value, double error) {}

    /** From {@code below}, which had fewer calls in flight, to here. Throughput by Little's law: calls / mean time. */
    Elasticity since(Pace below) {
        Elasticity plain = between(below, below.seconds, seconds);
        Elasticity bySize = between(below, below.secondsBySize, secondsBySize);
        return plain.error() <= bySize.error() ? plain : bySize;
    }

    private Elasticity between(Pace below, Spread then, Spread now) {
        double step = Math.log((double) calls / below.calls);
        double gain = step - Math.log(now.mean() / then.mean());
        return new Elasticity(gain / step, Math.hypot(then.relativeError(), now.relativeError()) / step);
    }
}
