package dev.chorale.worker.engine;

import dev.chorale.common.speech.MadeSkills;
import java.util.Optional;

/** One engine, ready to speak. */
public interface SpeechEngine {
    /** What the engine is and can do; the same at every call. */
    EngineCard card();

    /** How many calls it does well at once, as far as is known now: 1 to {@link EngineCard#maxConcurrency()}. */
    default int callsAtOnce() {
        return card().maxConcurrency();
    }

    /** What made voices can do beyond reading plain text; the same at every call. */
    default MadeSkills madeSkills() {
        return MadeSkills.NONE;
    }

    /** What it has loaded; empty if it speaks with every voice at once. */
    default Optional<Repertoire> repertoire() {
        return Optional.empty();
    }

    /**
     * Makes ready what a segment needs besides the engine, such as files of its voice; {@link #speak} does what was not done.
     * Blocks for as long as fetching hundreds of megabytes takes, and takes no place from a call. May be called from any
     * number of threads, and again.
     *
     * @return why it cannot be spoken; empty if it can, as far as that can be known
     */
    default Optional<EngineFailure> prepare(Segment segment) throws InterruptedException {
        return Optional.empty();
    }

    /**
     * Why it will not speak a segment, as far as it knows without a call: never, or not now, for its voice cannot be made
     * ready. A text of many is refused before the first call, and its voice is tried once. Blocks only as long as making the
     * voice ready does. Empty: it is worth a call.
     */
    default Optional<EngineFailure> refusalOf(Segment segment) throws InterruptedException {
        return Optional.empty();
    }

    /**
     * Speaks one segment and blocks until its audio is whole. May be called from as many threads at once as
     * {@link EngineCard#maxConcurrency()} says, and again with the same segment.
     *
     * @return the audio, one channel at {@link EngineCard#sampleRateHz()}, or why there is none
     * @throws InterruptedException if the thread was interrupted: the engine's call is aborted by then and its child
     *     processes have ended
     */
    Spoken speak(Segment segment) throws InterruptedException;
}
