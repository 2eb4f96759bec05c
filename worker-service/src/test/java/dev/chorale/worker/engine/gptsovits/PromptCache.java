package dev.chorale.worker.engine.gptsovits;

import dev.chorale.worker.engine.Pcm;
import dev.chorale.worker.engine.Wav;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What {@code TTS.py} keeps of the last recording and the last prompt text. It reads a recording again only when the path
 * differs, and writes the path last; of prompt texts it compares the text, not the language.
 */
final class PromptCache {
    private String path = "";
    private String tokens = "";
    private String spectrum = "";
    private String text = "";
    private String lang = "";

    /** Why a recording cannot be taken, in Python's words. */
    static Optional<String> complaint(Path recording) throws IOException {
        if (!Files.exists(recording)) {
            return Optional.of(recording + " not exists");
        }
        Optional<Pcm> heard = Wav.read(Files.readAllBytes(recording)).map(Wav::pcm);
        if (heard.isEmpty()) {
            return Optional.of("Error opening '" + recording + "': Format not recognised.");
        }
        long millis = heard.get().duration().toMillis();
        return millis < 3000 || millis > 10_000
                ? Optional.of("Reference audio is outside the 3-10 second range, please choose another one!")
                : Optional.empty();
    }

    void clear() {
        path = "";
        text = "";
    }

    /** Reads it whatever is known. */
    void refer(String recording, String sovits) {
        tokens = heard(recording, sovits);
        spectrum = tokens;
        path = recording;
    }

    /** @return whether it could be read; a failure within leaves half of it, and the path of the one before */
    boolean use(String recording, String sovits, boolean failsWithin) {
        if (recording.equals(path)) {
            return true;
        }
        tokens = heard(recording, sovits);
        if (!failsWithin) {
            refer(recording, sovits);
        }
        return !failsWithin;
    }

    void prompt(String said, String language) {
        String ended =
                said.matches("(?s).*[.。!?]") || said.isEmpty() ? said : said + (language.equals("en") ? "." : "。");
        if (!ended.isEmpty() && !ended.equals(text)) {
            text = ended;
            lang = language;
        }
    }

    /** Whose voice there would be to hear. */
    String reference() {
        return tokens.equals(spectrum) ? tokens : tokens + "+" + spectrum;
    }

    /** The prompt text behind the language that it was read in. */
    String prompt() {
        return lang + ": " + text;
    }

    private static String heard(String recording, String sovits) {
        return Path.of(recording).getFileName() + "@" + sovits;
    }
}
