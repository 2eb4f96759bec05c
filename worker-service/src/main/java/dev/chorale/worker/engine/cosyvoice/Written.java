package dev.chorale.worker.engine.cosyvoice;

import dev.chorale.common.speech.Part;
import java.lang.Character.UnicodeScript;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A text in the model's own markup, whose tokens are these: {@code [h][ǎo]}, {@code [HH][AH0]}, {@code <strong>…</strong>}. */
final class Written {
    /** What the model, or its server, would take for a mark of its own: none of it passes out of a caller's words. */
    private static final Pattern MARKS = Pattern.compile("\\[|<(?=[|/\\p{L}])|\\|(?=>)");

    /** What may stand behind the mark that ends a sentence. */
    private static final Pattern CLOSING = Pattern.compile("(?:[\\p{Pe}\\p{Pf}\"'\\s]|</strong>)+$");

    private static final Pattern TOKEN = Pattern.compile("\\[[^]]*]?");
    private static final String ENDS = "。？！；：、.?!;:";
    private static final Set<UnicodeScript> IDEOGRAPHIC =
            Set.of(UnicodeScript.HAN, UnicodeScript.HIRAGANA, UnicodeScript.KATAKANA);

    private Written() {}

    /** Older servers drop what stands behind the last end of a sentence, so the text has one. */
    static String whole(List<Part> parts) {
        String text = of(parts);
        String bare = CLOSING.matcher(text).replaceFirst("");
        boolean ends = !bare.isEmpty() && ENDS.indexOf(bare.charAt(bare.length() - 1)) >= 0;
        return ends ? text : text + (isIdeographic(bare) ? "。" : ".");
    }

    private static boolean isIdeographic(String text) {
        return TOKEN.matcher(text)
                .replaceAll("")
                .codePoints()
                .filter(Character::isLetter)
                .mapToObj(UnicodeScript::of)
                .reduce((_, last) -> last)
                .filter(IDEOGRAPHIC::contains)
                .isPresent();
    }

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
