package dev.chorale.worker.claim;

import dev.chorale.common.speech.Utterance;
import dev.chorale.worker.settle.Outcome;
import java.util.function.DoubleConsumer;

/** Makes audio of an utterance. Blocks for as long as that takes; an interrupt ends it soon. */
@FunctionalInterface
public interface Renderer {
    /**
     * @param contentId names the content in the mark that the speech is synthetic; equal for equal audio
     * @param progress is told the share that is done, 0 to 1, from any thread
     */
    Outcome render(Utterance utterance, String contentId, DoubleConsumer progress) throws InterruptedException;
}
