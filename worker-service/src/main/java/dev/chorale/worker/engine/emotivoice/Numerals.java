package dev.chorale.worker.engine.emotivoice;

import com.ibm.icu.text.RuleBasedNumberFormat;
import dev.chorale.worker.engine.Numbers;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Numbers as the server can say them. It says each in Chinese, whatever stands around it, and fails of points that make no
 * decimal and of long runs: so in texts without Chinese they are written out in English, and in others those of which it
 * fails in Chinese.
 */
final class Numerals {
    private static final Pattern NUMBER = Pattern.compile("[0-9]+(?:\\.[0-9]+)*");
    private static final Pattern ORDINAL = Pattern.compile("\\b([0-9]{1,15})(?:st|nd|rd|th)\\b");
    private static final Pattern BESIDE_LETTER = Pattern.compile("(?<=\\p{L})(?=[0-9])|(?<=[0-9])(?=\\p{L})");
    private static final Pattern LAST_POINT = Pattern.compile("(?<=[0-9])\\.(?![0-9])");
    private static final Pattern HAN = Pattern.compile("\\p{IsHan}");
    private static final Pattern LATIN = Pattern.compile("\\p{IsLatin}");
    private static final String CHINESE = "零一二三四五六七八九";
    private static final String POINT = " point ";

    /** More is a card's or an account's number, and past what the server and a {@code long} hold. */
    private static final int MOST_DIGITS = 15;

    private Numerals() {}

    /** @param english what the voice speaks where there is no letter to tell */
    static String written(String text, boolean english) {
        String ungrouped = Numbers.ungrouped(Signs.apostrophes(text));
        boolean inEnglish =
                !HAN.matcher(text).find() && (english || LATIN.matcher(text).find());
        return inEnglish ? inEnglish(ungrouped) : inChinese(ungrouped);
    }

    private static String inEnglish(String text) {
        RuleBasedNumberFormat words = new RuleBasedNumberFormat(Locale.ENGLISH, RuleBasedNumberFormat.SPELLOUT);
        String named = ORDINAL.matcher(Signs.inWords(text))
                .replaceAll(number -> words.format(Long.parseLong(number.group(1)), "%spellout-ordinal"));
        String apart = BESIDE_LETTER.matcher(named).replaceAll(" ");
        return NUMBER.matcher(apart).replaceAll(number -> inEnglish(number.group(), words));
    }

    /** Behind the point of a decimal digits are said one by one; of a version each part is a number. */
    private static String inEnglish(String number, RuleBasedNumberFormat words) {
        String[] parts = number.split("\\.", -1);
        return parts.length == 2
                ? inEnglish(parts[0], false, words) + POINT + inEnglish(parts[1], true, words)
                : Arrays.stream(parts)
                        .map(part -> inEnglish(part, false, words))
                        .collect(Collectors.joining(POINT));
    }

    private static String inEnglish(String digits, boolean oneByOne, RuleBasedNumberFormat words) {
        return oneByOne || isCode(digits)
                ? digits.chars()
                        .mapToObj(digit -> words.format((long) digit - '0'))
                        .collect(Collectors.joining(" "))
                : words.format(Long.parseLong(digits)).replace('-', ' ');
    }

    private static String inChinese(String text) {
        return NUMBER.matcher(LAST_POINT.matcher(Signs.inChinese(text)).replaceAll("。"))
                .replaceAll(number -> numberInChinese(number.group()));
    }

    private static String numberInChinese(String number) {
        String[] parts = number.split("\\.", -1);
        return parts.length <= 2 && Arrays.stream(parts).noneMatch(Numerals::isCode)
                ? number
                : Arrays.stream(parts)
                        .map(part -> isCode(part) ? digitsInChinese(part) : part)
                        .collect(Collectors.joining("点"));
    }

    private static String digitsInChinese(String digits) {
        return digits.chars()
                .mapToObj(digit -> CHINESE.substring(digit - '0', digit - '0' + 1))
                .collect(Collectors.joining());
    }

    private static boolean isCode(String digits) {
        return digits.length() > MOST_DIGITS || (digits.length() > 1 && digits.startsWith("0"));
    }
}
