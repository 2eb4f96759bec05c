package dev.chorale.worker.speak;

import java.time.Duration;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** The rates that were heard last, and whether what comes goes on to be refused by them. Thread-safe. */
final class Rates {
    private static final int ENOUGH = 8;
    private static final int REMEMBERED = 31;

    private final ArrayDeque<Double> last = new ArrayDeque<>();
    /** Nothing was accepted since; null while nothing was refused since. */
    private @Nullable Long refusedSinceNanos;

    private boolean alone;

    synchronized void add(double rate) {
        last.addLast(rate);
        if (last.size() > REMEMBERED) {
            last.removeFirst();
        }
    }

    synchronized boolean isEnough() {
        return last.size() >= ENOUGH;
    }

    /** The lowest eighth; 0 while too little is known. */
    synchronized double usual() {
        return isEnough()
                ? last.stream()
                        .mapToDouble(Double::doubleValue)
                        .sorted()
                        .skip(last.size() / ENOUGH)
                        .findFirst()
                        .orElseThrow()
                : 0;
    }

    /** The highest; infinite while too little is known. */
    synchronized double highest() {
        return isEnough()
                ? last.stream().mapToDouble(Double::doubleValue).max().orElseThrow()
                : Double.POSITIVE_INFINITY;
    }

    synchronized void accepted() {
        refusedSinceNanos = null;
    }

    /**
     * Something would be refused: whether nothing else came for so long that it is the rate that is wrong. It is learned anew
     * then, and no other counts any more.
     */
    synchronized boolean isRefuted(long nowNanos, Duration after) {
        if (refusedSinceNanos == null) {
            refusedSinceNanos = nowNanos;
        }
        boolean refuted = nowNanos - refusedSinceNanos >= after.toNanos();
        if (refuted) {
            last.clear();
            alone = true;
        }
        return refuted;
    }

    /** Whether others have been no measure of it. */
    synchronized boolean isAlone() {
        return alone;
    }
}
