package dev.chorale.worker.engine.emotivoice;

import dev.chorale.common.speech.SpokenText;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** A text as it is sent: in one piece, unless it became too long when its numbers were written out. */
final class Pieces {
    private Pieces() {}

    /**
     * Cuts between words; within a word only where that alone is too long. What holds nothing to say is left out.
     *
     * @param most the longest piece, in code points: 2 or more
     */
    static List<String> of(String text, int most) {
        if (text.codePointCount(0, text.length()) <= most) {
            return List.of(text);
        }
        String words = "\\S(?:.{0,%d}\\S)?(?!\\S)|\\S{%d}".formatted(most - 2, most);
        return Pattern.compile(words, Pattern.DOTALL)
                .matcher(text)
                .results()
                .map(MatchResult::group)
                .filter(SpokenText::isSpeakable)
                .toList();
    }
}
