package dev.chorale.worker.engine.http;

import dev.chorale.worker.engine.EngineFailure;
import dev.chorale.worker.engine.EngineTime;
import java.time.Duration;
import java.util.Optional;

/**
 * The first word with a server. It may still be loading its model when the worker starts, so what may pass is tried again
 * for half a minute, or for as long as an engine that we start ourselves may take.
 */
public final class Opening {
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(500);

    private final EngineTime time;
    private final String expected;

    /**
     * How one try ended.
     *
     * @param passed what was learned
     * @param hopeless whether another try would end like it
     * @param why it was not passed, for the operator
     */
    public record Try<T>(Optional<T> passed, boolean hopeless, String why) {
        public static <T> Try<T> passed(T learned) {
            return new Try<>(Optional.of(learned), false, "");
        }

        /** What the failure means for another try; the words stand behind its message. */
        public static <T> Try<T> failed(EngineFailure failure, String words) {
            boolean hopeless = failure.kind() == EngineFailure.Kind.PERMANENT
                    || failure.code().equals(EngineFailure.ENGINE_MISCONFIGURED);
            return new Try<>(Optional.empty(), hopeless, failure.message() + words);
        }
    }

    /** A try that ends within the time that is left. */
    public interface Attempt<T> {
        Try<T> within(Duration left) throws InterruptedException;
    }

    /** @param expected what the server should have been, for the operator */
    public Opening(EngineTime time, String expected) {
        this.time = time;
        this.expected = expected;
    }

    /** @throws IllegalStateException if no try passed; the message names the setting, the address and the last reason */
    public <T> T hold(ServerSettings settings, Attempt<T> attempt) throws InterruptedException {
        long end = time.clock().nanos() + settings.attendants().patience().toNanos();
        Try<T> last = attempt.within(left(end));
        for (Duration left = left(end); last.passed().isEmpty() && !last.hopeless(); left = left(end)) {
            if (left.compareTo(BETWEEN_TRIES) <= 0) {
                break;
            }
            time.pause().of(BETWEEN_TRIES);
            last = attempt.within(left);
        }
        String why = last.why();
        return last.passed()
                .orElseThrow(
                        () -> new IllegalStateException(settings.key() + ".url: " + String.join(",", settings.urls())
                                + " does not speak: " + why + " (expected " + expected + ")"));
    }

    private Duration left(long end) {
        return Duration.ofNanos(end - time.clock().nanos());
    }
}
