package dev.chorale.worker.engine;

import java.time.Duration;
import java.util.Optional;

/**
 * Why there is no audio.
 *
 * @param code stable, snake_case, for callers and programs
 * @param kind what a retry would do
 * @param message for people: figures and names, never the text that was to be spoken
 * @param retryAfter when an engine that failed for a while wants to be asked again; empty if it did not say, and where
 *     asking again is of no use, or not the engine's to time: {@link Kind#PERMANENT}, {@link Kind#CRASHED}
 */
public record EngineFailure(String code, Kind kind, String message, Optional<Duration> retryAfter) {
    /** The engine's call or its child process failed. */
    public static final String ENGINE_FAILED = "engine_failed";

    /** The engine's call took longer than its limit. */
    public static final String ENGINE_TIMEOUT = "engine_timeout";

    /** The engine has more to do than it takes. */
    public static final String ENGINE_OVERLOADED = "engine_overloaded";

    /** The engine had no room for a call for as long as one may take: nothing was sent. */
    public static final String ENGINE_BUSY = "engine_busy";

    /** No connection to the engine could be made: nothing was sent. */
    public static final String ENGINE_UNAVAILABLE = "engine_unavailable";

    /** The engine's process ended, or dropped the connection, while it worked. */
    public static final String ENGINE_CRASHED = "engine_crashed";

    /** The engine said that its memory was full. */
    public static final String ENGINE_OUT_OF_MEMORY = "engine_out_of_memory";

    /** The engine will not speak this request: its text, its voice, its size. */
    public static final String ENGINE_REFUSED = "engine_refused";

    /** The engine turned us away whatever was asked: a wrong key, a wrong address. */
    public static final String ENGINE_MISCONFIGURED = "engine_misconfigured";

    /** The engine's audio ended before it was whole. */
    public static final String ENGINE_CUT_AUDIO = "engine_cut_audio";

    /** The engine reported success and gave something that is not the audio that was asked for. */
    public static final String ENGINE_BAD_AUDIO = "engine_bad_audio";

    /** The engine gave audio that cannot be the text: silence, a torn file, half a sentence. */
    public static final String IMPLAUSIBLE_AUDIO = "implausible_audio";

    /** The engine has no voice of that name. */
    public static final String UNKNOWN_NATIVE_VOICE = "unknown_native_voice";

    /** A file that a tenant uploaded for its voice could not be read: nothing was asked of the engine yet. */
    public static final String VOICE_FILE_UNAVAILABLE = "voice_file_unavailable";

    /** This worker could not write its file, on a full disk say: no fault of the run's, which others may speak. */
    public static final String WORKER_DISK_FAILED = "worker_disk_failed";

    /** A made voice cannot be spoken with: a setting, or a file that it names. */
    public static final String VOICE_UNUSABLE = "voice_unusable";

    /** What a retry would do. */
    public enum Kind {
        /** The same request fails again, here and on every other worker: no retry. */
        PERMANENT,
        /**
         * The cause lies outside the request (a limit was met on a busy machine, audio was torn): a retry may succeed,
         * here or elsewhere, and counts as an attempt.
         */
        TRANSIENT,
        /** The engine did not begin: it is full, or not there. A retry may succeed later, and no attempt is charged. */
        OVERLOADED,
        /**
         * The engine's process died or ran out of memory while it worked. A retry may succeed; but each request that
         * was being spoken, this one included, may be the one that the engine dies of.
         */
        CRASHED
    }

    public EngineFailure {
        if (retryAfter.isPresent() && kind != Kind.OVERLOADED && kind != Kind.TRANSIENT) {
            throw new IllegalArgumentException("retryAfter: " + retryAfter.get() + " (expected none for " + kind + ")");
        }
    }

    public EngineFailure(String code, Kind kind, String message) {
        this(code, kind, message, Optional.empty());
    }

    /** @param engine its name */
    public static EngineFailure unknownVoice(String engine) {
        return permanent(UNKNOWN_NATIVE_VOICE, engine + " has no voice of that name");
    }

    /** @param message names the setting, and says what was expected */
    public static EngineFailure unusable(String message) {
        return permanent(VOICE_UNUSABLE, message);
    }

    public static EngineFailure permanent(String code, String message) {
        return new EngineFailure(code, Kind.PERMANENT, message);
    }

    /** The underscore because the word alone is Java's. */
    public static EngineFailure transient_(String code, String message) {
        return new EngineFailure(code, Kind.TRANSIENT, message);
    }

    public static EngineFailure overloaded(String code, String message, Optional<Duration> retryAfter) {
        return new EngineFailure(code, Kind.OVERLOADED, message, retryAfter);
    }

    public static EngineFailure crashed(String code, String message) {
        return new EngineFailure(code, Kind.CRASHED, message);
    }
}
