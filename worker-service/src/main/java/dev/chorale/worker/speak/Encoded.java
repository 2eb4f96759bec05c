package dev.chorale.worker.speak;

import dev.chorale.worker.engine.EngineFailure;

/** How encoding ended. */
public sealed interface Encoded {
    /** The file is whole and the caller's. */
    record Whole(Recording recording) implements Encoded {}

    /** There is no file. */
    record Failed(EngineFailure failure) implements Encoded {}
}
