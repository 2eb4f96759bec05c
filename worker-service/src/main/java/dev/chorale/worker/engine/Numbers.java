package dev.chorale.worker.engine;

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

    /** More is a card's or an account's number. */
    private static final int MOST_DIGITS = 15;

    /** Where a compound may be hyphenated, which is not said. */
    private static final String SOFT_HYPHEN = "\u00AD";

    private Numbers() {}

    /** Without the commas between groups of three digits: {@code 12500} for {@code 12,500}. */
    public static String ungrouped(String text) {
        return GROUPING.matcher(text).replaceAll("");
    }

    /** With its numbers in words, as ICU spells them in the language, which also says what a point or a comma in one is. */
    public static String inWords(String text, ULocale language) {
        RuleBasedNumberFormat words = new RuleBasedNumberFormat(language, RuleBasedNumberFormat.SPELLOUT);
        DecimalFormatSymbols marks = DecimalFormatSymbols.getInstance(language);
        String group = Pattern.quote(marks.getGroupingSeparatorString());
        String decimal = Pattern.quote(marks.getDecimalSeparatorString());
        Pattern number = Pattern.compile(
                "((?:[0-9]{1,3}(?:" + group + "[0-9]{3})+(?![0-9]))|[0-9]+)(?:" + decimal + "([0-9]+))?");
        return number.matcher(BESIDE_LETTER.matcher(text).replaceAll(" ")).replaceAll(found -> {
            String whole = found.group(1).replaceAll(group, "");
            return inWords(whole, found.group(2) == null ? "" : "." + found.group(2), words)
                    .replace(SOFT_HYPHEN, "");
        });
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
