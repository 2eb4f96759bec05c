package dev.chorale.worker.speak;

import java.lang.Character.UnicodeScript;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;

/**
 * How long a text takes to say, roughly, at a voice's own pace.
 *
 * <p>Each letter counts for a usual time of its script; a run of one letter counts once, because engines say
 * {@code AAAA} as a word. The least counts letters and digits only, the most everything, as if it were spelled by name:
 * digits, symbols and letters of foreign scripts expand.
 */
final class ExpectedLength {
    /**
     * Measured: the median of espeak-ng over its languages, short texts and pauses aside. Its quickest language, French,
     * takes 0.047 s a letter.
     */
    private static final double ALPHABET_SECONDS = 0.075;

    private static final double ABUGIDA_SECONDS = 0.13;
    private static final double SYLLABARY_SECONDS = 0.14;
    private static final double HAN_SECONDS = 0.22;
    /** Little, because espeak-ng's Hebrew, Turkmen, Chuvash and Quenya leave digits out. */
    private static final double DIGIT_SECONDS = 0.05;

    private static final double SPELLED_SECONDS = 2.5;

    private static final double MOSTLY = 0.9;
    /** Letters and what is not said; capitals in a row are spelled. */
    private static final Pattern LETTERS_ALONE =
            Pattern.compile("(?:(?!\\p{Lu}\\p{Lu})[\\p{L}\\p{M}\\p{Z}\\p{P}&&[^@#%&*/\\\\]])*");

    private ExpectedLength() {}

    /**
     * The letters of a text.
     *
     * @param seconds what they usually take; 0 where East Asian scripts and others are mixed, for no rate fits both
     * @param eastAsian whether they are of the scripts whose signs stand for syllables or words
     * @param alone whether nothing else has to be said, no number, sign or abbreviation
     */
    record Letters(double seconds, boolean eastAsian, boolean alone) {}

    /** See {@link Letters}. */
    static Letters letters(String text) {
        double eastAsian = usualSeconds(text, c -> Character.isLetter(c) && isEastAsian(c));
        double others = usualSeconds(text, c -> Character.isLetter(c) && !isEastAsian(c));
        double most = Math.max(eastAsian, others);
        return new Letters(
                most < MOSTLY * (eastAsian + others) ? 0 : most,
                eastAsian > others,
                LETTERS_ALONE.matcher(text).matches());
    }

    private static boolean isEastAsian(int codePoint) {
        return switch (UnicodeScript.of(codePoint)) {
            case HAN, HANGUL, HIRAGANA, KATAKANA, BOPOMOFO -> true;
            default -> false;
        };
    }

    /** What the letters and digits need, in seconds. */
    static double usualSeconds(String text) {
        return usualSeconds(text, _ -> true);
    }

    private static double usualSeconds(String text, IntPredicate counted) {
        double seconds = 0;
        int before = -1;
        for (int codePoint : text.codePoints().map(Character::toLowerCase).toArray()) {
            if (codePoint != before && counted.test(codePoint)) {
                seconds += seconds(codePoint);
            }
            before = codePoint;
        }
        return seconds;
    }

    /** What it takes, in seconds, if everything is spelled out by name. */
    static double mostSeconds(String text) {
        return SPELLED_SECONDS * text.codePointCount(0, text.length());
    }

    private static double seconds(int codePoint) {
        if (Character.isDigit(codePoint)) {
            return DIGIT_SECONDS;
        }
        if (!Character.isLetter(codePoint)) {
            return 0;
        }
        return switch (UnicodeScript.of(codePoint)) {
            case HAN -> HAN_SECONDS;
            case HANGUL, HIRAGANA, KATAKANA, ETHIOPIC -> SYLLABARY_SECONDS;
            case DEVANAGARI,
                    BENGALI,
                    GURMUKHI,
                    GUJARATI,
                    ORIYA,
                    TAMIL,
                    TELUGU,
                    KANNADA,
                    MALAYALAM,
                    SINHALA,
                    THAI,
                    LAO,
                    MYANMAR,
                    KHMER -> ABUGIDA_SECONDS;
            default -> ALPHABET_SECONDS;
        };
    }
}
