package dev.chorale.worker.speak;

import java.lang.Character.UnicodeScript;

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

    private ExpectedLength() {}

    /** What the letters and digits need, in seconds. */
    static double usualSeconds(String text) {
        double seconds = 0;
        int before = -1;
        for (int codePoint : text.codePoints().map(Character::toLowerCase).toArray()) {
            if (codePoint != before) {
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
