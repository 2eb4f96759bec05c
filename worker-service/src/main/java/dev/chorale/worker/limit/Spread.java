package dev.chorale.worker.limit;

/** Mean and error of what was measured, one value at a time. Source: Welford 1962, as in Knuth, TAOCP 2, 4.2.2. */
final class Spread {
    private int count;
    private double mean;
    private double squares;

    void add(double value) {
        count++;
        double off = value - mean;
        mean += off / count;
        squares += off * (value - mean);
    }

    int count() {
        return count;
    }

    double mean() {
        return mean;
    }

    /** The standard error of the mean, as a share of it; infinite before the second value. */
    double relativeError() {
        if (count < 2 || mean == 0) {
            return Double.POSITIVE_INFINITY;
        }
        return Math.sqrt(squares / (count - 1) / count) / mean;
    }
}
