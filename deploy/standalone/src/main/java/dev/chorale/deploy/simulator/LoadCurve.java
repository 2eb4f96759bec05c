package dev.chorale.deploy.simulator;

/**
 * A self-hosted engine on one GPU under load, as measured in the article that this project began with: 100 items at so
 * many calls at once took so long, filled so much memory, and so many succeeded. At 30 at once the engine then died and
 * was restarted. Between the points the figures are read off straight lines; below 5 calls each has the machine's full
 * attention.
 */
final class LoadCurve {
    private static final int ITEMS = 100;
    private static final double[] CALLS = {5, 10, 15, 20, 30};
    private static final double[] SECONDS = {72, 48, 43, 41, 39};
    private static final double[] MEMORY_PERCENT = {65, 82, 93, 97, 100};
    private static final double[] SUCCESS_PERCENT = {100, 99.8, 97.2, 93.1, 76.5};

    /** The engine dies after so many items with its memory full. */
    static final int LAST_ITEMS = ITEMS;

    private LoadCurve() {}

    /** How long one item takes while {@code calls} are in flight all the time. */
    static double secondsAnItem(double calls) {
        double within = Math.max(CALLS[0], calls);
        return at(SECONDS, within) / ITEMS * within;
    }

    static double memoryPercent(int calls) {
        return calls >= CALLS[0] ? at(MEMORY_PERCENT, calls) : MEMORY_PERCENT[0] * (0.6 + 0.4 * calls / CALLS[0]);
    }

    /** The share of calls that fail, 0..1. */
    static double failureRate(int calls) {
        return 1 - at(SUCCESS_PERCENT, calls) / 100;
    }

    private static double at(double[] values, double calls) {
        if (calls <= CALLS[0]) {
            return values[0];
        }
        for (int i = 1; i < CALLS.length; i++) {
            if (calls <= CALLS[i]) {
                double part = (calls - CALLS[i - 1]) / (CALLS[i] - CALLS[i - 1]);
                return values[i - 1] + part * (values[i] - values[i - 1]);
            }
        }
        return values[values.length - 1];
    }
}
