package dev.chorale.worker.supervise;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Whether a figure rises and rises. Work makes memory go up and down, and a cache fills up once; a leak lifts the least
 * value of each stretch of time above that of the one before, again and again.
 *
 * <p>Not thread-safe.
 */
final class Growth {
    /** Stretches in a row, each higher than the one before. */
    static final int STRETCHES = 6;
    /** By so much at least. */
    private static final double STEP = 1.03;
    /** The last, by so much above the first. */
    private static final double IN_ALL = 1.5;

    private final Duration stretch;
    private final Deque<Double> floors = new ArrayDeque<>();
    private double floor = Double.POSITIVE_INFINITY;
    private long began;
    private boolean begun;

    Growth(Duration stretch) {
        this.stretch = stretch;
    }

    /** Takes in what the figure is now; true if that makes it a leak. */
    boolean saw(double value, long nanos) {
        if (!begun) {
            begun = true;
            began = nanos;
        }
        boolean over = nanos - began >= stretch.toNanos();
        if (over) {
            began = nanos;
            add(floor);
            floor = Double.POSITIVE_INFINITY;
        }
        floor = Math.min(floor, value);
        return over && floors.size() == STRETCHES && floors.getLast() >= IN_ALL * floors.getFirst();
    }

    private void add(double next) {
        if (!floors.isEmpty() && next < STEP * floors.getLast()) {
            floors.clear();
        }
        if (floors.size() == STRETCHES) {
            floors.removeFirst();
        }
        floors.add(next);
    }
}
