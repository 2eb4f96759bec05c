package dev.chorale.worker.engine;

import java.util.Locale;
import java.util.Map;

/** A word that says nothing, to hear whether a voice speaks. */
public final class Greeting {
    private static final Map<String, String> GREETINGS =
            Map.of("zh", "你好。", "cmn", "你好。", "yue", "你好。", "ja", "こんにちは。", "ko", "안녕하세요.");

    private Greeting() {}

    /** @param language a BCP 47 tag */
    public static String in(String language) {
        String primary = language.toLowerCase(Locale.ROOT).replaceFirst("-.*", "");
        return GREETINGS.getOrDefault(primary, "Hello.");
    }
}
