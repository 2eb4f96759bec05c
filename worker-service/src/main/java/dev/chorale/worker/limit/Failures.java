package dev.chorale.worker.limit;

/**
 * How many of the calls failed at each limit. Of all limits the older ones are forgotten by and by, so that what is
 * compared belongs to about the same time: an engine that failed at any load last night may fail of its load today.
 */
final class Failures {
    private static final double CALLS_REMEMBERED = 300;
    private static final double ENOUGH = 20;
    private static final double TOLERATED = 0.04;
    private static final double GOOD = 0.02;
    /** Two, one of them half forgotten. */
    private static final double MORE_THAN_ONE = 1.5;

    private final double[] calls = new double[Standing.NONE + 1];
    private final double[] failed = new double[Standing.NONE + 1];

    void count(int limit, boolean isFailure) {
        for (int i = 1; i < calls.length; i++) {
            calls[i] -= calls[i] / CALLS_REMEMBERED;
            failed[i] -= failed[i] / CALLS_REMEMBERED;
        }
        calls[limit]++;
        failed[limit] += isFailure ? 1 : 0;
    }

    /** A call that was counted as good had failed. */
    void correct(int limit) {
        failed[limit] = Math.min(calls[limit], failed[limit] + 1);
    }

    /** What was counted at this limit holds no more. */
    void forget(int limit) {
        calls[limit] = 0;
        failed[limit] = 0;
    }

    /** Whether so many fail that fewer calls at once should be tried: not where as many failed with fewer. */
    boolean areTooMany(int limit) {
        return failed[limit] >= MORE_THAN_ONE && rate(limit, limit) > TOLERATED && !areNotOfTheLoad(limit - 1, limit);
    }

    /** Whether a step up may be made: one call at a time, whatever fails does not fail of the load. */
    boolean areFew(int limit) {
        double below = known(1, limit - 1) ? rate(1, limit - 1) : 0;
        return limit == 1 || rate(limit, limit) <= Math.max(GOOD, 1.5 * below);
    }

    /** Whether, up to {@code lower}, calls fail about as often as at {@code higher}: then the load is not the cause. */
    boolean areNotOfTheLoad(int lower, int higher) {
        return known(1, lower) && rate(1, lower) >= rate(higher, higher) / 2;
    }

    private boolean known(int from, int to) {
        return sum(calls, from, to) >= ENOUGH;
    }

    private double rate(int from, int to) {
        double all = sum(calls, from, to);
        return all == 0 ? 0 : sum(failed, from, to) / all;
    }

    private static double sum(double[] of, int from, int to) {
        double sum = 0;
        for (int limit = from; limit <= to; limit++) {
            sum += of[limit];
        }
        return sum;
    }
}
