package dev.chorale.worker.engine;

import dev.chorale.common.speech.MadeVoice;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * The options of one engine, which its adapter knows by name. What is unknown or out of range is refused with the key, the
 * value and the expectation; a value is repeated only where it cannot be a secret.
 */
public final class Options {
    /** The default of an option that may be absent. */
    public static final String NONE = "none";

    /** The option that each kind of voice has: the language of its texts. */
    public static final String LANGUAGE = "language";

    private static final String OF_VOICES = "voices-";

    private final String prefix;
    private final UnaryOperator<String> spelling;
    private final Map<String, String> values;
    private final Map<String, String> voiceDefaults;
    private final SortedMap<String, Options> voices = new TreeMap<>();

    /**
     * @param prefix what stands before the keys: {@code chorale.worker.engines.kokoro.options}
     * @param given by the operator; a dot in a key is a dash, because that is what an environment variable's {@code _}
     *     becomes
     * @param defaults of every option that there is, {@link #NONE} for one that may be absent
     * @throws IllegalArgumentException if a key is unknown
     */
    public Options(String prefix, Map<String, String> given, Map<String, String> defaults) {
        this(prefix, given, defaults, Map.of());
    }

    /**
     * @param voiceDefaults of every option that each voice has besides: {@code voices.<name>.<option>}. No option may be
     *     the end of another, behind a dash, because the name before it may hold dashes too
     */
    public Options(
            String prefix, Map<String, String> given, Map<String, String> defaults, Map<String, String> voiceDefaults) {
        this(prefix, UnaryOperator.identity(), defaults, voiceDefaults);
        given.forEach((key, value) -> put(key.toLowerCase(Locale.ROOT).replace('.', '-'), value.strip()));
    }

    private Options(
            String prefix,
            UnaryOperator<String> spelling,
            Map<String, String> defaults,
            Map<String, String> voiceDefaults) {
        this.prefix = prefix;
        this.spelling = spelling;
        this.values = new TreeMap<>(defaults);
        this.voiceDefaults = voiceDefaults;
    }

    /**
     * Of a made voice. What is refused is told by the name that callers know it by: {@code settings.ref_audio}.
     *
     * @param defaults of every option that each voice has
     * @throws IllegalArgumentException if a setting is unknown
     */
    public static Options of(MadeVoice voice, Map<String, String> defaults) {
        Options options = new Options("settings", key -> key.replace('-', '_'), defaults, Map.of());
        voice.settings().forEach((key, value) -> options.put(key.replace('_', '-'), value.strip()));
        options.values.put(LANGUAGE, voice.language());
        return options;
    }

    private void put(String key, String value) {
        if (values.containsKey(key)) {
            values.put(key, value);
        } else if (!putOfVoice(key, value)) {
            String expected = values.isEmpty()
                    ? "no option"
                    : values.keySet().stream().map(spelling).collect(Collectors.joining(", "));
            String ofVoices = voiceDefaults.keySet().stream()
                    .sorted()
                    .map(option -> ", voices.<name>." + option)
                    .collect(Collectors.joining());
            throw new IllegalArgumentException(name(key) + ": unknown (expected " + expected + ofVoices + ")");
        }
    }

    private boolean putOfVoice(String key, String value) {
        Optional<String> option = voiceDefaults.keySet().stream()
                .filter(name -> key.startsWith(OF_VOICES) && key.endsWith("-" + name))
                .filter(name -> key.length() > OF_VOICES.length() + name.length() + 1)
                .findFirst();
        option.ifPresent(name -> {
            String voice = key.substring(OF_VOICES.length(), key.length() - name.length() - 1);
            voices.computeIfAbsent(voice, v -> new Options(prefix + ".voices." + v, Map.of(), voiceDefaults))
                    .put(name, value);
        });
        return option.isPresent();
    }

    /** The options of each voice, by its name: lower case, with dashes for dots. */
    public SortedMap<String, Options> voices() {
        return Collections.unmodifiableSortedMap(voices);
    }

    /** The text as it stands; empty if it is absent. */
    public Optional<String> text(String key) {
        return Optional.of(value(key)).filter(value -> !value.isEmpty() && !value.equals(NONE));
    }

    /** The text of an option that must be there. */
    public String required(String key, String expected) {
        return text(key).orElseThrow(() -> refusal(key, expected));
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
        return new IllegalArgumentException(name(key) + ": " + value(key) + " (expected " + expected + ")");
    }

    /** For what was not given at all. */
    public IllegalArgumentException missing(String key, String expected) {
        return new IllegalArgumentException(name(key) + ": missing (expected " + expected + ")");
    }

    /** The same for a secret: it names the key alone. */
    public IllegalArgumentException refusalOfSecret(String key, String expected) {
        return new IllegalArgumentException(name(key) + ": (expected " + expected + ")");
    }

    private String name(String key) {
        return prefix + "." + spelling.apply(key);
    }

    private String value(String key) {
        String value = values.get(key);
        if (value == null) {
            throw new IllegalStateException(key + ": no such option");
        }
        return value;
    }
}
