package dev.chorale.worker.limit;

/**
 * How many calls at once a process has borne: as many as were in flight while about a generation of them was spoken. It
 * need not have been busy for that.
 */
final class Borne {
    private static final int FEWEST = 4;

    private final long[] spoken = new long[Standing.NONE + 1];
    private int most;

    /** @param most what it is taken to bear for a beginning */
    Borne(int most) {
        this.most = most;
    }

    int most() {
        return most;
    }

    /** A call was spoken while so many were in flight, itself included. */
    void spoken(int inFlight) {
        spoken[Math.min(inFlight, Standing.NONE)]++;
        long withAsMany = 0;
        for (int calls = Standing.NONE; calls > most; calls--) {
            withAsMany += spoken[calls];
            if (withAsMany >= Math.max(FEWEST, calls)) {
                most = calls;
            }
        }
    }

    /** What it bore beyond is proven no more. */
    void forgetAbove(int calls) {
        most = Math.min(most, calls);
        for (int i = calls + 1; i < spoken.length; i++) {
            spoken[i] = 0;
        }
    }
}
