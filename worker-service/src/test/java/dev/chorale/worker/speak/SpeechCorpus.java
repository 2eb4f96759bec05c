package dev.chorale.worker.speak;

import com.ibm.icu.text.DateFormat;
import com.ibm.icu.text.DateFormatSymbols;
import com.ibm.icu.text.RuleBasedNumberFormat;
import com.ibm.icu.util.ULocale;
import java.util.Date;
import java.util.List;
import java.util.Random;

/** Short texts in any language that ICU knows, drawn with a seed: numbers in words, countries, months, dates, oddities. */
final class SpeechCorpus {
    private static final String[] COUNTRIES = ULocale.getISOCountries();
    private static final List<String> ODDITIES = List.of(
            "1234567890",
            "www",
            "AAAA",
            "ß",
            "€5",
            "I",
            "a",
            "NATO, USA & UNESCO",
            "3.14",
            "12:30",
            "C++",
            "№ 5",
            "100 %",
            "http://www.example.com/a?b=c",
            "OK!!!",
            "中文",
            "Привет",
            "10^6",
            "www.w3.org",
            "x",
            "mmmmm",
            "Hmm…",
            "2026-11-21",
            "naïve café",
            "½ + ¼",
            "MMXXVI",
            "+49 30 1234567",
            "A-B-C",
            "e.g. this",
            "ไทย",
            "שלום",
            "مرحبا",
            "हिन्दी",
            "한국어",
            "カタカナ",
            "一千二百三十四",
            "𝔘𝔫𝔦𝔠𝔬𝔡𝔢",
            "²",
            "①②③",
            "ㅋㅋㅋ",
            "ahhhhhhhhhhh nooooooo");

    private final Random random;
    private final ULocale locale;

    SpeechCorpus(long seed, String language) {
        this.random = new Random(seed * 31 + language.hashCode());
        this.locale = ULocale.forLanguageTag(language);
    }

    String next() {
        return switch (random.nextInt(6)) {
            case 0 -> ODDITIES.get(random.nextInt(ODDITIES.size()));
            case 1 -> spelled() + " " + month() + ".";
            case 2 -> date(DateFormat.FULL);
            case 3 -> country() + ", " + country() + " – " + country() + "!";
            case 4 -> date(DateFormat.SHORT) + " " + country().toUpperCase(locale.toLocale());
            default -> spelled() + "; " + country() + " (" + month() + ") " + random.nextInt(100_000) + "?";
        };
    }

    private String spelled() {
        return new RuleBasedNumberFormat(locale, RuleBasedNumberFormat.SPELLOUT).format(random.nextInt(1_000_000));
    }

    private String month() {
        return new DateFormatSymbols(locale).getMonths()[random.nextInt(12)];
    }

    private String country() {
        return ULocale.getDisplayCountry("und-" + COUNTRIES[random.nextInt(COUNTRIES.length)], locale);
    }

    private String date(int style) {
        return DateFormat.getDateInstance(style, locale).format(new Date(random.nextLong(2_000_000_000_000L)));
    }
}
