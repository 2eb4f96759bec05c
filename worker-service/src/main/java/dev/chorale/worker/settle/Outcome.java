package dev.chorale.worker.settle;

import dev.chorale.common.speech.AudioFormat;
import dev.chorale.common.speech.Cue;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** How a try ended in this worker, before anybody was told. */
public sealed interface Outcome {
    /**
     * The finished audio in a file of this worker's own.
     *
     * @param sha256 of the file, in hex
     * @param engineMs how long the engine worked for it
     * @param cues when each segment is heard
     */
    record Finished(
            Path file,
            String sha256,
            long bytes,
            long durationMs,
            AudioFormat format,
            int sampleRateHz,
            long engineMs,
            List<Cue> cues)
            implements Outcome {
        public Finished {
            cues = List.copyOf(cues);
        }
    }

    /**
     * There is no audio.
     *
     * @param code stable, from the catalogue of errors
     * @param cause decides what follows
     * @param message for people; it holds no text that was to be spoken
     * @param pause the least wait before another try
     * @param engineMs how long the engine worked for nothing
     */
    record Trouble(String code, Cause cause, String message, Duration pause, long engineMs) implements Outcome {
        public static Trouble of(String code, Cause cause, String message) {
            return new Trouble(code, cause, message, Duration.ZERO, 0);
        }

        Trouble lasting() {
            return new Trouble(code, Cause.LASTING, message, pause, engineMs);
        }
    }

    /** What a failure means for the run. */
    enum Cause {
        /** No other try can succeed. */
        LASTING,
        /** This worker does not know the voice, or the form of the request; one of another build may. */
        UNKNOWN_HERE,
        /** Another try may succeed, and is charged. */
        PASSING,
        /** Nobody had room for it: back to the queue, uncharged, for as long as its deadline allows. */
        OVERLOADED,
        /** The engine died while it spoke this run, and perhaps others: uncharged, and each falls under suspicion. */
        CRASHED,
        /** The same of a run that was suspected and had one call with the engine: what it kept on the way proves nothing. */
        CRASHED_AGAIN
    }
}
