package dev.chorale.common.speech;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** How somebody feels who speaks: the emotions that engines were trained on. */
public enum Emotion {
    /** None was asked for: the voice as it is. */
    NONE,
    /** Asked to be without one, also where the voice has one of its own. */
    NEUTRAL,
    HAPPY,
    SAD,
    ANGRY,
    SURPRISED,
    AFRAID,
    DISGUSTED;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The names that a caller may use. */
    public static List<String> wireNames() {
        return Stream.of(values()).filter(e -> e != NONE).map(Emotion::wireName).toList();
    }

    public static Optional<Emotion> byWireName(String name) {
        return Stream.of(values())
                .filter(e -> e != NONE && e.wireName().equals(name))
                .findFirst();
    }
}
