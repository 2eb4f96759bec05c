package dev.chorale.worker.speak;

import dev.chorale.common.speech.SpokenText;
import java.lang.Character.UnicodeScript;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.function.IntConsumer;
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

    private static final double LEAST_SHARE = 0.6;

    private static final double MOSTLY = 0.9;
    /** Letters and what is not said; capitals in a row are spelled. */
    private static final Pattern LETTERS_ALONE =
            Pattern.compile("(?:(?!\\p{Lu}\\p{Lu})[\\p{L}\\p{M}\\p{Z}\\s\\p{P}&&[^@#%&*/\\\\]])*+");

    private ExpectedLength() {}

    /**
     * The letters of a text.
     *
     * @param seconds what they usually take; 0 where scripts are mixed, for no rate fits them all
     * @param script of them; the Chinese and Japanese ones count as one
     * @param alone whether nothing else has to be said, no number, sign or abbreviation
     */
    record Letters(double seconds, UnicodeScript script, boolean alone) {}

    /** See {@link Letters}. */
    static Letters letters(String text) {
        Map<UnicodeScript, Double> seconds = new EnumMap<>(UnicodeScript.class);
        eachOnce(text, codePoint -> {
            if (isLetter(codePoint)) {
                seconds.merge(script(codePoint), seconds(codePoint), Double::sum);
            }
        });
        double all = seconds.values().stream().mapToDouble(Double::doubleValue).sum();
        return seconds.entrySet().stream()
                .filter(script -> script.getValue() >= MOSTLY * all)
                .findFirst()
                .map(script -> new Letters(
                        script.getValue(),
                        script.getKey(),
                        LETTERS_ALONE.matcher(text).matches()))
                .orElse(new Letters(0, UnicodeScript.COMMON, false));
    }

    private static UnicodeScript script(int codePoint) {
        UnicodeScript script = UnicodeScript.of(codePoint);
        return switch (script) {
            case HIRAGANA, KATAKANA, BOPOMOFO -> UnicodeScript.HAN;
            default -> script;
        };
    }

    /** What the letters and digits need, in seconds. */
    static double usualSeconds(String text) {
        DoubleAdder seconds = new DoubleAdder();
        eachOnce(text, codePoint -> seconds.add(seconds(codePoint)));
        return seconds.sum();
    }

    private static void eachOnce(String text, IntConsumer counted) {
        int before = -1;
        for (int codePoint : text.codePoints().map(Character::toLowerCase).toArray()) {
            if (codePoint != before) {
                counted.accept(codePoint);
            }
            before = codePoint;
        }
    }

    /**
     * What no voice stays below: the pauses, and of the words' usual time about the share of the quickest language.
     *
     * @param speedPercent in hundredths of the voice's own
     */
    static Duration least(List<Passage> passages, int speedPercent) {
        double seconds = passages.stream()
                .mapToDouble(passage -> switch (passage) {
                    case Passage.Silence(Duration length) -> length.toMillis() / 1000.0;
                    case Passage.Speech speech -> usualSeconds(speech.words()) * LEAST_SHARE * 100 / speedPercent;
                })
                .sum();
        return Duration.ofSeconds((long) seconds);
    }

    /** What it takes, in seconds, if everything is spelled out by name. */
    static double mostSeconds(String text) {
        return SPELLED_SECONDS * text.codePointCount(0, text.length());
    }

    private static double seconds(int codePoint) {
        if (Character.isDigit(codePoint)) {
            return DIGIT_SECONDS;
        }
        if (!isLetter(codePoint)) {
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

    /** Hangul has letters that nobody sees or says. */
    private static boolean isLetter(int codePoint) {
        return Character.isLetter(codePoint) && !SpokenText.isUnseen(codePoint);
    }
}
