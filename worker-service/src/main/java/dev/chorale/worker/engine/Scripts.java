package dev.chorale.worker.engine;

import java.lang.Character.UnicodeScript;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The scripts that an engine reads; of others it drops letters, or fails of them.
 *
 * @param read not those of what belongs to no script: digits, marks and accents are read in all
 * @param plainHan whether of Han it reads {@code U+4E00..U+9FA5} alone, as servers do that say Chinese in pinyin
 */
public record Scripts(Set<UnicodeScript> read, boolean plainHan) {
    private static final Set<UnicodeScript> NONE = EnumSet.of(UnicodeScript.COMMON, UnicodeScript.INHERITED);
    private static final int FIRST_PLAIN = 0x4E00;
    private static final int LAST_PLAIN = 0x9FA5;
    private static final Pattern WIDE = Pattern.compile("[Ａ-Ｚａ-ｚ０-９％]|(?<=[0-9０-９])[．，](?=[0-9０-９])");
    private static final int WIDER_BY = 'Ａ' - 'A';

    public Scripts {
        read = Collections.unmodifiableSet(new LinkedHashSet<>(read));
    }

    public static Scripts of(UnicodeScript... read) {
        return new Scripts(new LinkedHashSet<>(Arrays.asList(read)), false);
    }

    /** The same, but of Han the plain alone. */
    public Scripts withPlainHan() {
        return new Scripts(read, true);
    }

    /**
     * The text in characters that the engine reads, for some that it might drop: letters, digits and the marks of numbers of
     * the usual width, and {@code 零} for {@code 〇}, which is no plain Han.
     */
    public String written(String text) {
        String narrow = WIDE.matcher(text)
                .replaceAll(wide -> Character.toString(wide.group().charAt(0) - WIDER_BY));
        return plainHan ? narrow.replace('〇', '零') : narrow;
    }

    /** Whether every letter of the text, as it is {@link #written}, is of one of them. */
    public boolean cover(String text) {
        return written(text).codePoints().allMatch(this::covers);
    }

    private boolean covers(int codePoint) {
        UnicodeScript script = UnicodeScript.of(codePoint);
        return plainHan && script == UnicodeScript.HAN
                ? codePoint >= FIRST_PLAIN && codePoint <= LAST_PLAIN
                : !Character.isLetter(codePoint) || read.contains(script) || NONE.contains(script);
    }

    /** For people: {@code Latin, Han}. */
    @Override
    public String toString() {
        return read.stream().map(this::name).collect(Collectors.joining(", "));
    }

    private String name(UnicodeScript script) {
        String name = script.name().charAt(0) + script.name().substring(1).toLowerCase(Locale.ROOT);
        return plainHan && script == UnicodeScript.HAN ? name + " (U+4E00..U+9FA5)" : name;
    }
}
