package dev.chorale.worker.engine.child;

import java.time.Duration;

/** How a child process ended. */
public sealed interface Ending {
    /**
     * It ended by itself, or by a signal from outside (code 128 and more).
     *
     * @param exitCode 0 where the program thinks that all went well
     * @param output all of its standard output
     * @param errors the beginning of its standard error
     */
    @SuppressWarnings("ArrayRecordComponent") // Handed over once, read once.
    record Ended(int exitCode, byte[] output, String errors) implements Ending {}

    /** It was killed because it took longer than the limit. */
    record Overran(Duration limit) implements Ending {}

    /** It was killed because it wrote more than the limit. */
    record Overflowed(long maxOutputBytes) implements Ending {}

    /** The program could not be started. */
    record NotStarted(String reason) implements Ending {}
}
