package dev.chorale.worker.speak;

import dev.chorale.worker.engine.EngineFailure;

/** How speaking an utterance ended. */
public sealed interface Take {
    /**
     * The whole utterance is in the recording.
     *
     * @param engineMs time in the engine's calls, added up
     * @param engineCalls how many there were, repeated ones included
     */
    record Done(Recording recording, long engineMs, int engineCalls) implements Take {}

    /** There is no audio, and no file is left. */
    record Failed(EngineFailure failure) implements Take {}
}
