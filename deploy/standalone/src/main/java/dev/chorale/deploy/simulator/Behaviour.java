package dev.chorale.deploy.simulator;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.util.Map;

/**
 * How the engine behaves from now on. The wire form is the body of {@code /control}, where absent fields keep what they
 * had.
 *
 * @param delayMs before each answer, in engine time
 * @param delayPerCharacterMs added for each code point of the text, in engine time
 * @param rates the share of calls that each mishap befalls, 0..1; together at most 1
 * @param patterns mishaps that befall each call whose text holds the key
 * @param deathAtConcurrency so many calls in flight kill the engine ({@link Mishap#CRASH}); 0: none do
 * @param restartMs how long a crashed engine is away, in engine time
 * @param law whether calls take, fail and kill as the load curve says, see {@link LoadCurve}
 */
public record Behaviour(
        @JsonProperty("delay_ms") double delayMs,
        @JsonProperty("delay_per_character_ms") double delayPerCharacterMs,
        @JsonProperty("rates") Map<Mishap, Double> rates,
        @JsonProperty("patterns") Map<String, Mishap> patterns,
        @JsonProperty("death_at_concurrency") int deathAtConcurrency,
        @JsonProperty("restart_ms") double restartMs,
        @JsonProperty("law") boolean law) {
    /** Prompt and faultless. */
    public static final Behaviour GOOD = new Behaviour(0, 0, Map.of(), Map.of(), 0, 5_000, false);

    public Behaviour {
        requireNotNegative("delay_ms", delayMs);
        requireNotNegative("delay_per_character_ms", delayPerCharacterMs);
        requireNotNegative("restart_ms", restartMs);
        requireNotNegative("death_at_concurrency", deathAtConcurrency);
        double sum = rates.values().stream().mapToDouble(rate -> rate).sum();
        if (sum > 1 || rates.values().stream().anyMatch(rate -> rate < 0)) {
            throw new IllegalArgumentException("rates: " + rates + " (expected 0..1, together at most 1)");
        }
        rates = Map.copyOf(rates);
        patterns = Map.copyOf(patterns);
    }

    /** How long an answer to this text is held back, in engine time. */
    Duration delayOf(String text) {
        double millis = delayMs + delayPerCharacterMs * text.codePointCount(0, text.length());
        return Duration.ofNanos((long) (millis * 1e6));
    }

    private static void requireNotNegative(String name, double value) {
        if (!(value >= 0)) {
            throw new IllegalArgumentException(name + ": " + value + " (expected 0 or more)");
        }
    }
}
