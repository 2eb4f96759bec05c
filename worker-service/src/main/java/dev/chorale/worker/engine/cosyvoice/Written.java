package dev.chorale.worker.engine.cosyvoice;

import dev.chorale.common.speech.Part;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A text in the model's own markup, whose tokens are these: {@code [h][ǎo]}, {@code [HH][AH0]}, {@code <strong>…</strong>}. */
final class Written {
    /** What the model, or its server, would take for a mark of its own: none of it passes out of a caller's words. */
    private static final Pattern MARKS = Pattern.compile("\\[|<(?=[|/\\p{L}])|\\|(?=>)");

    private Written() {}

    static String of(List<Part> parts) {
        return parts.stream()
                .map(part -> switch (part) {
                    case Part.Plain(String words) -> plain(words);
                    case Part.Syllable syllable -> syllable.spelling().replace("üè", "vè");
                    case Part.Word word -> word.spelling();
                    case Part.Emphasis(boolean begins) -> begins ? "<strong>" : "</strong>";
                    case Part.Pause _ -> " ";
                })
                .collect(Collectors.joining());
    }

    /** Besides, a mark such as {@code <|…|>} would switch off the reading of numbers and the cutting of long texts. */
    private static String plain(String words) {
        return MARKS.matcher(words).replaceAll("$0 ");
    }
}
