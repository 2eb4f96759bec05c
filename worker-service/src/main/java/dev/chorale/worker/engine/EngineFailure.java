package dev.chorale.worker.engine;

/**
 * Why there is no audio.
 *
 * @param code stable, snake_case, for callers and programs
 * @param kind what a retry would do
 * @param message for people: figures and names, never the text that was to be spoken
 */
public record EngineFailure(String code, Kind kind, String message) {
    /** The engine's call or its child process failed. */
    public static final String ENGINE_FAILED = "engine_failed";

    /** The engine's call took longer than its limit. */
    public static final String ENGINE_TIMEOUT = "engine_timeout";

    /** The engine gave audio that cannot be the text: silence, a torn file, half a sentence. */
    public static final String IMPLAUSIBLE_AUDIO = "implausible_audio";

    /** The engine has no voice of that name. */
    public static final String UNKNOWN_NATIVE_VOICE = "unknown_native_voice";

    /** What a retry would do. */
    public enum Kind {
        /** The same request fails again, here and on every other worker: no retry. */
        PERMANENT,
        /**
         * The cause lies outside the request (a process died, a limit was met on a busy machine, audio was torn): a
         * retry may succeed, here or elsewhere, and counts as an attempt.
         */
        TRANSIENT
    }
}
