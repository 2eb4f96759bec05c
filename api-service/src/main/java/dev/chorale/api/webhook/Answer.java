package dev.chorale.api.webhook;

import java.time.Duration;
import java.util.Optional;

/** How one attempt ended. */
sealed interface Answer {
    /** Any 2xx. */
    record Delivered(int status) implements Answer {}

    /** 410: the receiver wants no more of it. */
    record Gone(int status) implements Answer {}

    /**
     * Any other status, redirects included.
     *
     * @param retryAfter what the receiver asks for
     */
    record Refused(int status, Optional<Duration> retryAfter) implements Answer {}

    /** No status came. @param reason one word, for people */
    record Unreachable(String reason) implements Answer {}

    /** The address may not be called. */
    record Blocked() implements Answer {}
}
