package dev.chorale.worker.speak;

/** Hears how far an utterance is. Called on the speaking thread, after each segment: should return at once. */
@FunctionalInterface
public interface ProgressListener {
    /** @param share of the text that is encoded, rising, 1.0 at the last call */
    void progressed(double share);
}
