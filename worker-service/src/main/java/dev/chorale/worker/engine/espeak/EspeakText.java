package dev.chorale.worker.engine.espeak;

import dev.chorale.common.speech.Part;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Text in a form in which espeak-ng reads words aloud, and says as sounds only what is our own markup.
 *
 * <p>It takes {@code [[} as the start of phonemes, also where a soft hyphen or a zero-width non-joiner, which it drops,
 * stands between (found by trying every format, mark and control character). Single brackets are silent, so a run of
 * them is one. Control characters open its embedded commands; other text is untouched.
 */
final class EspeakText {
    private static final Pattern BRACKETS = Pattern.compile("\\[(?:[\\p{Cf}\\p{Cc}]*\\[)+");
    private static final Pattern CONTROLS = Pattern.compile("[\\p{Cc}&&[^\\n\\t]]");

    private EspeakText() {}

    static String harmless(String text) {
        return BRACKETS.matcher(CONTROLS.matcher(text).replaceAll(" ")).replaceAll("[");
    }

    /** Whether the text is to be read as SSML, which alone knows stress. */
    static boolean isSsml(List<Part> parts) {
        return parts.stream().anyMatch(Part.Emphasis.class::isInstance);
    }

    /** @param sounds what each syllable among the parts sounds like, in espeak-ng's phonemes */
    static String of(List<Part> parts, Map<Part.Syllable, String> sounds) {
        boolean ssml = isSsml(parts);
        return parts.stream()
                .map(part -> switch (part) {
                    case Part.Plain(String words) -> ssml ? escaped(words) : harmless(words);
                    case Part.Syllable syllable -> phonemes(sounds.getOrDefault(syllable, ""));
                    case Part.Word(List<String> symbols) -> phonemes(EspeakPhonemes.of(symbols));
                    case Part.Emphasis(boolean begins) -> begins ? "<emphasis level=\"strong\">" : "</emphasis>";
                    case Part.Pause _ -> " ";
                })
                .collect(Collectors.joining());
    }

    /** The spaces keep a bracket before it, or behind it, out of it. */
    private static String phonemes(String sounds) {
        return " [[" + sounds + "]] ";
    }

    /** Without any bracket: two of them with a tag between would be one run for espeak-ng. */
    private static String escaped(String words) {
        return harmless(words)
                .replace('[', ' ')
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;");
    }
}
