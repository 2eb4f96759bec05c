package dev.chorale.deploy.simulator;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What can befall a call. */
public enum Mishap {
    /** 500 with OpenAI's error object. */
    ERROR,
    /** 503 with {@code Retry-After: 1}. */
    BUSY,
    /** The connection is reset instead of an answer. */
    RESET,
    /** Status and headers come, the audio never does. */
    HANG,
    /** 200 and zeros, as long as the speech would be. */
    SILENCE,
    /** The whole length is declared, half of it comes, the connection ends. */
    TRUNCATION,
    /** 200 and the first half of the speech, as if it were the whole. */
    HALF,
    /** 200 and the right text in another voice. */
    WRONG_VOICE,
    /** All connections are reset, and the engine refuses calls until it has restarted. */
    CRASH,
    /** The process is gone, with exit code 137. */
    KILL;

    /** The name in options, in {@code /control} and in the journal. */
    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException if no mishap has that name */
    @JsonCreator
    public static Mishap byWireName(String name) {
        return Arrays.stream(values())
                .filter(m -> m.wireName().equals(name))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("mishap: " + name + " (expected one of " + names() + ")"));
    }

    private static List<String> names() {
        return Arrays.stream(values()).map(Mishap::wireName).toList();
    }
}
