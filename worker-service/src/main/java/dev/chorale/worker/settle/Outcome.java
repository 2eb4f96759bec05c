package dev.chorale.worker.settle;

import dev.chorale.common.speech.AudioFormat;
import java.nio.file.Path;

/** How a try ended in this worker, before anybody was told. */
public sealed interface Outcome {
    /**
     * The finished audio in a file of this worker's own.
     *
     * @param sha256 of the file, in hex
     * @param engineMs how long the engine worked for it
     */
    record Finished(
            Path file, String sha256, long bytes, long durationMs, AudioFormat format, int sampleRateHz, long engineMs)
            implements Outcome {}

    /**
     * There is no audio.
     *
     * @param code stable, from the catalogue of errors
     * @param passing whether another try may succeed
     * @param message for people; it holds no text that was to be spoken
     */
    record Trouble(String code, boolean passing, String message) implements Outcome {}
}
