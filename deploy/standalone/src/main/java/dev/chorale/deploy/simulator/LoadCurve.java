package dev.chorale.deploy.simulator;

import java.util.SplittableRandom;

/**
 * A self-hosted engine on one GPU under load, as measured in the article that this project began with: 100 items at so
 * many calls at once took so long, filled so much memory, and so many succeeded. At 30 at once the engine then died and
 * was restarted. Between the points the figures are read off straight lines; below 5 calls each has the machine's full
 * attention.
 *
 * @param calls how many calls at once it bears, to what the article's machine bore
 * @param seconds how long each takes, to what it took there
 */
record LoadCurve(double calls, double seconds) {
    private static final int ITEMS = 100;
    private static final double[] CALLS = {5, 10, 15, 20, 30};
    private static final double[] SECONDS = {72, 48, 43, 41, 39};
    private static final double[] MEMORY_PERCENT = {65, 82, 93, 97, 100};
    private static final double[] SUCCESS_PERCENT = {100, 99.8, 97.2, 93.1, 76.5};

    /** The engine dies after so many items with its memory full. */
    static final int LAST_ITEMS = ITEMS;

    private static final double LEAST = 0.8;
    private static final double MOST = 1.2;

    /** The article's own machine is number 0; each other number is one that bears and takes up to a fifth more or less. */
    static LoadCurve ofMachine(long number) {
        SplittableRandom random = new SplittableRandom(number);
        return number == 0
                ? new LoadCurve(1, 1)
                : new LoadCurve(random.nextDouble(LEAST, MOST), random.nextDouble(LEAST, MOST));
    }

    /** How long one item takes while so many are in flight all the time. */
    double secondsAnItem(double inFlight) {
        double within = Math.max(CALLS[0] * calls, inFlight);
        return at(SECONDS, within) * seconds / ITEMS * within;
    }

    double memoryPercent(int inFlight) {
        double first = CALLS[0] * calls;
        return inFlight >= first ? at(MEMORY_PERCENT, inFlight) : MEMORY_PERCENT[0] * (0.6 + 0.4 * inFlight / first);
    }

    /** The share of calls that fail, 0..1. */
    double failureRate(int inFlight) {
        return 1 - at(SUCCESS_PERCENT, inFlight) / 100;
    }

    private double at(double[] values, double inFlight) {
        double there = inFlight / calls;
        if (there <= CALLS[0]) {
            return values[0];
        }
        for (int i = 1; i < CALLS.length; i++) {
            if (there <= CALLS[i]) {
                double part = (there - CALLS[i - 1]) / (CALLS[i] - CALLS[i - 1]);
                return values[i - 1] + part * (values[i] - values[i - 1]);
            }
        }
        return values[values.length - 1];
    }
}
