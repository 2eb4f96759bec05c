package dev.chorale.deploy.check;

import dev.chorale.worker.engine.EngineVoice;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/** Lines to speak, by language, and figures as people read them. */
final class Wording {
    /** What stands in the place of a finding that {@link Mouth#isOneAtATime()} leaves no sense in. */
    static final String ONE_AT_A_TIME =
            "not tried: the adapter asks each process for one thing at a time, so only its own queue would be measured";

    private static final String ENGLISH = "The train to the coast leaves at half past nine, and it rarely waits.";
    private static final Map<String, String> LINES = Map.ofEntries(
            Map.entry("en", ENGLISH),
            Map.entry("de", "Der Zug an die Küste fährt um halb zehn ab, und er wartet selten."),
            Map.entry("fr", "Le train pour la côte part à neuf heures et demie, et il attend rarement."),
            Map.entry("es", "El tren a la costa sale a las nueve y media, y rara vez espera."),
            Map.entry("it", "Il treno per la costa parte alle nove e mezza, e raramente aspetta."),
            Map.entry("pt", "O comboio para a costa parte às nove e meia, e raramente espera."),
            Map.entry("nl", "De trein naar de kust vertrekt om half tien, en hij wacht zelden."),
            Map.entry("pl", "Pociąg nad morze odjeżdża o wpół do dziesiątej i rzadko czeka."),
            Map.entry("ru", "Поезд на побережье отходит в половине десятого и редко ждёт."),
            Map.entry("tr", "Sahile giden tren dokuz buçukta kalkar ve nadiren bekler."),
            Map.entry("ar", "يغادر القطار إلى الساحل في التاسعة والنصف، ونادرًا ما ينتظر."),
            Map.entry("hi", "तट की ओर जाने वाली ट्रेन साढ़े नौ बजे चलती है और शायद ही कभी रुकती है।"),
            Map.entry("zh", "去海边的火车九点半开，它很少等人。"),
            Map.entry("cmn", "去海边的火车九点半开，它很少等人。"),
            Map.entry("yue", "去海邊嘅火車九點半開，佢好少等人。"),
            Map.entry("ja", "かいがんいきのれっしゃはくじはんにでます。めったにまちません。"),
            Map.entry("ko", "바닷가로 가는 기차는 아홉 시 반에 떠나고, 좀처럼 기다리지 않습니다."));

    private Wording() {}

    /** The language of the line for a voice: its own, or English where there is none for it. */
    static String languageOfLine(EngineVoice voice) {
        String language = voice.language().replaceFirst("-.*", "").toLowerCase(Locale.ROOT);
        return LINES.containsKey(language) ? language : "en";
    }

    static String line(EngineVoice voice) {
        return LINES.getOrDefault(languageOfLine(voice), ENGLISH);
    }

    /** The voice's line, different for each number: a server may keep what it has spoken. */
    static String line(EngineVoice voice, int number) {
        return number + ". " + line(voice);
    }

    /** The voice's line again and again, in so many code points. */
    static String text(EngineVoice voice, int characters) {
        String line = line(voice) + " ";
        String text = line.repeat(characters / line.length() + 2);
        return text.substring(0, text.offsetByCodePoints(0, characters)).strip();
    }

    static String seconds(Duration length) {
        double seconds = length.toNanos() / 1e9;
        return seconds < 1
                ? Math.round(seconds * 1000) + " ms"
                : String.format(Locale.ROOT, seconds < 10 ? "%.2f s" : "%.1f s", seconds);
    }
}
