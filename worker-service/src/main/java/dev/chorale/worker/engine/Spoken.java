package dev.chorale.worker.engine;

/** How a call of an engine ended. */
public sealed interface Spoken {
    /** The engine's call ended properly with audio, which may still be wrong: silence, half a sentence. */
    record Speech(Pcm pcm) implements Spoken {}

    /** There is no audio. */
    record Refused(EngineFailure failure) implements Spoken {}

    static Spoken refused(String code, EngineFailure.Kind kind, String message) {
        return new Refused(new EngineFailure(code, kind, message));
    }
}
