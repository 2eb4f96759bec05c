package dev.chorale.common.time;

/** A clock that only goes forward and that nobody sets. Its zero means nothing: compare readings by subtraction. */
@FunctionalInterface
public interface Monotonic {
    /** The reading in nanoseconds. */
    long nanos();

    static Monotonic system() {
        return System::nanoTime;
    }
}
