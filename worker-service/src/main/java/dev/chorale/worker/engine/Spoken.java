package dev.chorale.worker.engine;

import java.time.Duration;

/** How a call of an engine ended. */
public sealed interface Spoken {
    /** The engine's call ended properly with audio, which may still be wrong: silence, half a sentence. */
    record Speech(Pcm pcm) implements Spoken {}

    /** There is no audio. */
    record Refused(EngineFailure failure) implements Spoken {}

    /** What becomes of a text without letter or number: silence, as long as engines' own pause between two sentences. */
    static Spoken pause(int sampleRateHz) {
        return new Speech(Pcm.silence(Duration.ofMillis(300), sampleRateHz));
    }

    static Spoken refused(String code, EngineFailure.Kind kind, String message) {
        return new Refused(new EngineFailure(code, kind, message));
    }
}
