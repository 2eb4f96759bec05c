package dev.chorale.worker.engine.gptsovits;

import static java.lang.Character.UnicodeScript.GREEK;
import static java.lang.Character.UnicodeScript.HAN;
import static java.lang.Character.UnicodeScript.HANGUL;
import static java.lang.Character.UnicodeScript.HIRAGANA;
import static java.lang.Character.UnicodeScript.KATAKANA;
import static java.lang.Character.UnicodeScript.LATIN;

import dev.chorale.worker.engine.Scripts;
import java.text.Normalizer;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the server reads, by the language that it is told. It drops all else without a word, and where nothing is left it
 * sends the second of silence that otherwise says that it failed.
 */
final class Reading {
    /** English words keep A to Z alone, of letters with accents too; the other scripts are kept whole. */
    private static final Pattern HEARD = Pattern.compile("[A-Za-z0-9Ａ-Ｚａ-ｚ０-９]|[\\p{L}&&[^\\p{IsLatin}\\p{IsCommon}]]");

    private static final Pattern PERCENT = Pattern.compile("(?<=[0-9])\\s?%");

    private Reading() {}

    /** @param textLang one of the server's codes */
    static Scripts of(String textLang) {
        return switch (textLang) {
            case "en" -> Scripts.of(LATIN);
            case "zh", "all_zh", "yue", "all_yue" ->
                Scripts.of(LATIN, HAN, GREEK).withPlainHan();
            case "ja", "all_ja" -> Scripts.of(LATIN, HAN, HIRAGANA, KATAKANA);
            case "ko", "all_ko" -> Scripts.of(LATIN, HAN, HANGUL);
            default -> Scripts.of(LATIN, HAN, GREEK, HIRAGANA, KATAKANA, HANGUL);
        };
    }

    /** As the server reads it: of percent signs it knows the wide one alone in Japanese, and elsewhere the other. */
    static String written(String textLang, String words) {
        String written = of(textLang).written(words);
        return textLang.endsWith("ja") ? PERCENT.matcher(written).replaceAll("％") : written;
    }

    /**
     * The words as they are sent. Numbers that the server would drop, {@code Ⅳ} or {@code ①}, are written in plain letters
     * where nothing else would be left.
     *
     * @return empty if something is dropped all the same that makes up words, or nothing is left
     */
    static Optional<String> whole(String words, Scripts read) {
        return Stream.of(words, Normalizer.normalize(words, Normalizer.Form.NFKC))
                .filter(read::cover)
                .filter(Reading::isHeard)
                .findFirst();
    }

    private static boolean isHeard(String words) {
        return HEARD.matcher(Normalizer.normalize(words, Normalizer.Form.NFD)).find();
    }
}
