package dev.chorale.worker.engine.gptsovits;

import static java.lang.Character.UnicodeScript.GREEK;
import static java.lang.Character.UnicodeScript.HAN;
import static java.lang.Character.UnicodeScript.HANGUL;
import static java.lang.Character.UnicodeScript.HIRAGANA;
import static java.lang.Character.UnicodeScript.KATAKANA;
import static java.lang.Character.UnicodeScript.LATIN;

import dev.chorale.worker.engine.Scripts;
import java.text.Normalizer;
import java.util.regex.Pattern;

/**
 * What the server reads, by the language that it is told. It drops all else without a word, and where nothing is left it
 * sends the second of silence that otherwise says that it failed.
 */
final class Reading {
    /** English words keep A to Z alone, of letters with accents too; the other scripts are kept whole. */
    private static final Pattern HEARD = Pattern.compile("[A-Za-z0-9Ａ-Ｚａ-ｚ０-９]|[\\p{L}&&[^\\p{IsLatin}\\p{IsCommon}]]");

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

    /** Whether nothing of the text is dropped that makes up words, and something is left. */
    static boolean isWhole(String text, Scripts read) {
        return read.cover(text)
                && HEARD.matcher(Normalizer.normalize(text, Normalizer.Form.NFD))
                        .find();
    }
}
