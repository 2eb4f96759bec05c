package dev.chorale.worker.engine;

import java.lang.Character.UnicodeScript;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The scripts that an engine reads; of others it drops letters, or fails of them.
 *
 * @param read not those of what belongs to no script: digits, marks and accents are read in all
 */
public record Scripts(Set<UnicodeScript> read) {
    private static final Set<UnicodeScript> NONE = EnumSet.of(UnicodeScript.COMMON, UnicodeScript.INHERITED);

    public Scripts {
        read = Collections.unmodifiableSet(new LinkedHashSet<>(read));
    }

    public static Scripts of(UnicodeScript... read) {
        return new Scripts(new LinkedHashSet<>(Arrays.asList(read)));
    }

    /** Whether every letter is of one of them. */
    public boolean cover(String text) {
        return text.codePoints()
                .filter(Character::isLetter)
                .mapToObj(UnicodeScript::of)
                .allMatch(script -> read.contains(script) || NONE.contains(script));
    }

    /** For people: {@code Latin, Han}. */
    @Override
    public String toString() {
        return read.stream()
                .map(script ->
                        script.name().charAt(0) + script.name().substring(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
    }
}
