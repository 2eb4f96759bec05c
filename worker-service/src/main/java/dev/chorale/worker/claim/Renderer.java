package dev.chorale.worker.claim;

import dev.chorale.common.speech.Utterance;
import dev.chorale.worker.engine.Repertoire;
import dev.chorale.worker.settle.Held;
import dev.chorale.worker.settle.Outcome;
import java.util.Optional;
import java.util.function.DoubleConsumer;

/** Makes audio of an utterance. Blocks for as long as that takes; an interrupt ends it soon. */
public interface Renderer {
    /** How many runs it does well at once, as far as is known now; 1 or more. */
    int runsAtOnce();

    /** What its engine has loaded; empty if all voices are alike to it. */
    default Optional<Repertoire> repertoire() {
        return Optional.empty();
    }

    /** Lets the voice of this say a word, so that it is loaded. @return whether it did */
    default boolean warm(Utterance like) throws InterruptedException {
        return true;
    }

    /** @param progress is told the share that is done, 0 to 1, from any thread */
    Outcome render(Held held, Utterance utterance, DoubleConsumer progress) throws InterruptedException;
}
