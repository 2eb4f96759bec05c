package dev.chorale.worker.limit;

/** How many of the calls failed at each limit, the older ones forgotten by and by. */
final class Failures {
    private static final double MOST_REMEMBERED = 200;
    private static final double ENOUGH = 20;
    private static final double TOLERATED = 0.04;
    private static final double GOOD = 0.02;

    private final double[] calls = new double[Standing.NONE + 1];
    private final double[] failed = new double[Standing.NONE + 1];

    void count(int limit, boolean isFailure) {
        if (calls[limit] >= MOST_REMEMBERED) {
            calls[limit] /= 2;
            failed[limit] /= 2;
        }
        calls[limit]++;
        failed[limit] += isFailure ? 1 : 0;
    }

    /** Whether so many fail that fewer calls at once should be tried: not where as many failed with fewer. */
    boolean areTooMany(int limit) {
        return failed[limit] >= 2 && rate(limit, limit) > TOLERATED && !areNotOfTheLoad(limit - 1, limit);
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
