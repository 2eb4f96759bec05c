package dev.chorale.worker.engine;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The options of one engine, which its adapter knows by name. What is unknown or out of range is refused with the key, the
 * value and the expectation; a value is repeated only where it cannot be a secret.
 */
public final class Options {
    /** The default of an option that may be absent. */
    public static final String NONE = "none";

    private final String prefix;
    private final Map<String, String> values;

    /**
     * @param prefix what stands before the keys: {@code chorale.worker.engines.kokoro.options}
     * @param given by the operator; a dot in a key is a dash, because that is what an environment variable's {@code _}
     *     becomes
     * @param defaults of every option that there is, {@link #NONE} for one that may be absent
     * @throws IllegalArgumentException if a key is unknown
     */
    public Options(String prefix, Map<String, String> given, Map<String, String> defaults) {
        this.prefix = prefix;
        this.values = new TreeMap<>(defaults);
        given.forEach((key, value) -> put(key.toLowerCase(Locale.ROOT).replace('.', '-'), value.strip()));
    }

    private void put(String key, String value) {
        if (!values.containsKey(key)) {
            String expected = values.isEmpty() ? "no option" : String.join(", ", values.keySet());
            throw new IllegalArgumentException(prefix + "." + key + ": unknown (expected " + expected + ")");
        }
        values.put(key, value);
    }

    /** The text as it stands; empty if it is absent. */
    public Optional<String> text(String key) {
        return Optional.of(value(key)).filter(value -> !value.isEmpty() && !value.equals(NONE));
    }

    /** One of the words. */
    public String choice(String key, List<String> words) {
        if (!words.contains(value(key))) {
            throw refusal(key, String.join(" or ", words));
        }
        return value(key);
    }

    public boolean flag(String key) {
        return choice(key, List.of("true", "false")).equals("true");
    }

    public int count(String key, int least, int most) {
        try {
            int count = Integer.parseInt(value(key));
            if (count >= least && count <= most) {
                return count;
            }
        } catch (NumberFormatException e) {
            // Refused below like a number out of range.
        }
        throw refusal(key, least + ".." + most);
    }

    public Duration duration(String key, Duration least, Duration most) {
        try {
            Duration duration = Duration.parse(value(key));
            if (duration.compareTo(least) >= 0 && duration.compareTo(most) <= 0) {
                return duration;
            }
        } catch (DateTimeException e) {
            // Refused below like a duration out of range.
        }
        throw refusal(key, least + ".." + most);
    }

    /** For values that an adapter checks itself. */
    public IllegalArgumentException refusal(String key, String expected) {
        return new IllegalArgumentException(prefix + "." + key + ": " + value(key) + " (expected " + expected + ")");
    }

    /** The same for a secret: it names the key alone. */
    public IllegalArgumentException refusalOfSecret(String key, String expected) {
        return new IllegalArgumentException(prefix + "." + key + ": (expected " + expected + ")");
    }

    private String value(String key) {
        String value = values.get(key);
        if (value == null) {
            throw new IllegalStateException(key + ": no such option");
        }
        return value;
    }
}
