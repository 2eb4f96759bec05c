package dev.chorale.worker.engine.http;

import java.time.Duration;

/**
 * What a call may use.
 *
 * @param whole from the start to the last byte
 * @param firstByte from the start to the first byte of the body
 * @param stall from one piece of the body to the next
 * @param maxBytes of the body, held in memory
 */
public record CallLimits(Duration whole, Duration firstByte, Duration stall, int maxBytes) {
    /** The same, but no longer than this in all. */
    public CallLimits within(Duration most) {
        return new CallLimits(least(whole, most), least(firstByte, most), least(stall, most), maxBytes);
    }

    private static Duration least(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
