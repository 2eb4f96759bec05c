package dev.chorale.worker.limit;

/**
 * A call that has ended.
 *
 * @param beganNanos by a clock that only goes forward
 * @param inFlight calls of the process just before it ended, itself included
 * @param size of its answer in bytes
 */
record Ended(long beganNanos, long endedNanos, int inFlight, How how, long size) {
    enum How {
        SPOKEN,
        /** An error that may come of too many calls. */
        FAILED,
        /** It was told as {@link #SPOKEN}, and its audio cannot be its text. */
        DISBELIEVED,
        /** The process said that its memory was full, and lives. */
        OUT_OF_MEMORY,
        /** The process went away with it. */
        DIED,
        /** It failed, and with it all that were in flight: as when the process dies behind a proxy, or hangs. */
        SEEMED_TO_DIE
    }
}
