package dev.chorale.worker.engine.emotivoice;

import java.util.Map;
import java.util.regex.Pattern;

/**
 * Marks and signs as the server can say them. It drops each that it does not know, and with an apostrophe that
 * begins a word the word itself: {@code 'Hello}; a curved one is no apostrophe to it, and {@code we’re} becomes {@code were}.
 */
final class Signs {
    private static final Pattern WITHIN_WORD = Pattern.compile("(?<=\\p{L})['’ʼ](?=\\p{L})");
    private static final Pattern QUOTE = Pattern.compile("(?<!\\p{L})['’ʼ‘]|['’ʼ‘](?!\\p{L})");
    private static final Pattern PERCENT = Pattern.compile("(?<=[0-9])\\s?%");
    private static final Pattern AMOUNT = Pattern.compile(
            "([$€£])\\s?([0-9]+(?:\\.[0-9]+)?(?:\\s(?:hundred|thousand|million|billion|trillion)\\b)?)");
    private static final Pattern DECIMAL_PERCENT = Pattern.compile("([0-9]+\\.[0-9]+)\\s?%");
    private static final Pattern CHINESE_AMOUNT = Pattern.compile("([$€£¥￥])\\s?([0-9]+(?:\\.[0-9]+)?\\s?[十百千万亿]*)");
    private static final Pattern CELSIUS = Pattern.compile("(?<=[0-9])\\s?(?:℃|°C)");
    private static final Map<String, String> CHINESE_CURRENCIES =
            Map.of("$", "美元", "€", "欧元", "£", "英镑", "¥", "元", "￥", "元");
    private static final Pattern AND = Pattern.compile("\\s*&\\s*");
    private static final Map<String, String> CURRENCIES = Map.of("$", "dollars", "€", "euros", "£", "pounds");

    private Signs() {}

    /** Of a text of any language: apostrophes within words, and none elsewhere. */
    static String apostrophes(String text) {
        return QUOTE.matcher(WITHIN_WORD.matcher(text).replaceAll("'")).replaceAll("");
    }

    /** Of Chinese with its numbers in digits: the server reads percent behind whole numbers alone. */
    static String inChinese(String chinese) {
        String percent = DECIMAL_PERCENT.matcher(chinese).replaceAll("百分之$1");
        String amounts = CHINESE_AMOUNT
                .matcher(percent)
                .replaceAll(amount -> amount.group(2) + CHINESE_CURRENCIES.getOrDefault(amount.group(1), ""));
        return CELSIUS.matcher(amounts).replaceAll("摄氏度");
    }

    /** Of English with its numbers in digits, without marks in groups. */
    static String inWords(String english) {
        String percent = PERCENT.matcher(english).replaceAll(" percent");
        String amounts = AMOUNT.matcher(percent)
                .replaceAll(amount -> amount.group(2) + " " + CURRENCIES.getOrDefault(amount.group(1), ""));
        return AND.matcher(amounts).replaceAll(" and ");
    }
}
