package dev.chorale.worker.sim;

import dev.chorale.common.speech.AudioFormat;
import dev.chorale.common.speech.Prosody;
import dev.chorale.common.speech.Utterance;
import dev.chorale.common.speech.UtteranceJson;
import java.util.List;

/** A text that callers ask for. What becomes of it in the end is a function of the text. */
public record Line(String text, String json, String cacheKey) {
    public static final String ENGINE = "espeak";
    public static final String POISON = "kills its engine";
    public static final String REFUSED = "is refused";

    /** Few enough that callers ask for the same one. */
    public static final List<Line> ALL =
            List.of(of("one"), of("two"), of("three"), of("four"), of("five"), of(POISON), of(REFUSED));

    private static Line of(String text) {
        Utterance utterance =
                new Utterance(text, ENGINE + "/en", Prosody.NEUTRAL, 1, AudioFormat.WAV, 24000, "Chorale");
        return new Line(text, UtteranceJson.write(utterance), "key of " + text);
    }

    /** The hash that the audio of a text must have. */
    public static String sha256Of(String text) {
        return "audio of " + text;
    }
}
