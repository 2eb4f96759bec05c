package dev.chorale.worker.engine.http;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How the bytes of one answer came.
 *
 * @param path of the request
 * @param firstSound from the start of the call to the first bytes that cannot be a header alone; empty if none came
 * @param whole from the start of the call to its end, however it ended
 * @param bytes of the body
 */
public record CallTimes(String path, Optional<Duration> firstSound, Duration whole, long bytes) {
    /** Told of each call that is made in its scope. A worker binds it never: who measures a server does. */
    public static final ScopedValue<Consumer<CallTimes>> LISTENER = ScopedValue.newInstance();

    /** The header of a WAV alone is no sound, and some servers send it before they begin. */
    static final int MOST_HEADER_BYTES = 256;
}
