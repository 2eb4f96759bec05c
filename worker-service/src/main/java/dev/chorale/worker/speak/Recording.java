package dev.chorale.worker.speak;

import dev.chorale.common.speech.AudioFormat;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Finished audio in a file that now belongs to the caller.
 *
 * @param file in the work directory
 * @param sha256 of the file, 64 hexadecimal digits in lower case
 * @param bytes the file's size
 * @param duration of the samples that were encoded, whatever the container pads
 * @param format its container and codec
 * @param sampleRateHz the rate at which it was encoded
 */
public record Recording(Path file, String sha256, long bytes, Duration duration, AudioFormat format, int sampleRateHz) {
    /** The duration in whole milliseconds, rounded down. */
    public long durationMs() {
        return duration.toMillis();
    }
}
