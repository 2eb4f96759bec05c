package dev.chorale.worker.engine;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UCharacter.NumericType;
import com.ibm.icu.lang.UProperty;
import com.ibm.icu.text.DecimalFormatSymbols;
import com.ibm.icu.text.RuleBasedNumberFormat;
import com.ibm.icu.util.ULocale;
import java.math.BigDecimal;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Numbers as people write them, for engines that read them wrongly. */
public final class Numbers {
    private static final Pattern GROUPING = Pattern.compile("(?<=[0-9]),(?=[0-9]{3}(?![0-9]))");
    private static final Pattern BESIDE_LETTER = Pattern.compile("(?<=\\p{L})(?=[0-9])|(?<=[0-9])(?=\\p{L})");

    private static final Pattern SPACES = Pattern.compile(" {2,}");

    /** More is a card's or an account's number. */
    private static final int MOST_DIGITS = 15;

    /** Where a compound may be hyphenated, which is not said. */
    private static final String SOFT_HYPHEN = "\u00AD";

    private Numbers() {}

    /** Without the commas between groups of three digits: {@code 12500} for {@code 12,500}. */
    public static String ungrouped(String text) {
        return GROUPING.matcher(text).replaceAll("");
    }

    /**
     * With each digit of any script as 0 to 9, and what is written raised, lowered or in a circle set apart from the rest:
     * {@code m 2} for {@code m²}.
     */
    public static String plainDigits(String text) {
        StringBuilder plain = new StringBuilder();
        text.codePoints().forEach(point -> {
            int type = UCharacter.getIntPropertyValue(point, UProperty.NUMERIC_TYPE);
            if (type == NumericType.DECIMAL) {
                plain.append(UCharacter.digit(point));
            } else if (type == NumericType.DIGIT) {
                plain.append(' ')
                        .append((int) UCharacter.getUnicodeNumericValue(point))
                        .append(' ');
            } else {
                plain.appendCodePoint(point);
            }
        });
        return SPACES.matcher(plain).replaceAll(" ");
    }

    /** With its numbers in words, as ICU spells them in the language, which also says what a point or a comma in one is. */
    public static String inWords(String text, ULocale language) {
        RuleBasedNumberFormat words = new RuleBasedNumberFormat(language, RuleBasedNumberFormat.SPELLOUT);
        DecimalFormatSymbols marks = DecimalFormatSymbols.getInstance(language);
        String group = group(marks.getGroupingSeparatorString());
        String decimal = Pattern.quote(marks.getDecimalSeparatorString());
        Pattern number = Pattern.compile(
                "((?:[0-9]{1,3}(?:" + group + "[0-9]{3})+(?![0-9]))|[0-9]+)(?:" + decimal + "([0-9]+))?");
        return number.matcher(BESIDE_LETTER.matcher(text).replaceAll(" ")).replaceAll(found -> {
            String whole = found.group(1).replaceAll(group, "");
            return inWords(whole, found.group(2) == null ? "" : "." + found.group(2), words)
                    .replace(SOFT_HYPHEN, "");
        });
    }

    /** Whoever groups by spaces rarely types the narrow ones. */
    private static String group(String mark) {
        return UCharacter.isUWhiteSpace(mark.codePointAt(0)) ? "[ \\u00A0\\u202F]" : Pattern.quote(mark);
    }

    private static String inWords(String whole, String fraction, RuleBasedNumberFormat words) {
        return whole.length() > MOST_DIGITS || (whole.length() > 1 && whole.startsWith("0"))
                ? (whole + fraction.replace(".", ""))
                        .chars()
                        .mapToObj(digit -> words.format((long) digit - '0'))
                        .collect(Collectors.joining(" "))
                : words.format(new BigDecimal(whole + fraction));
    }
}
