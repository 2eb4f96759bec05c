package dev.chorale.worker.engine.cosyvoice;

import com.ibm.icu.util.ULocale;
import dev.chorale.common.speech.Part;
import dev.chorale.worker.engine.Numbers;
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

    /** The server drops marks at the beginning, but fails of them where a quote stands behind. */
    private static final Pattern LEADING = Pattern.compile("^[\\s。？！；：、.?!;:]+(?=[\"”])");

    /** With one of these a text is Chinese to the server, and where it ends sentences hangs on that. */
    private static final Pattern HAN = Pattern.compile("[\\u4e00-\\u9fff]");

    private static final Pattern SQUARED = Pattern.compile("(?<=\\p{L})²");
    private static final Pattern CUBED = Pattern.compile("(?<=\\p{L})³");
    private static final Pattern STRESS = Pattern.compile("[0-2]$");
    /** Languages whose numbers the server reads; and no language. */
    private static final Set<String> READ = Set.of("zh", "yue", "en", "");

    private static final String CHINESE_ENDS = "。？！；：.?!;";
    private static final String OTHER_ENDS = ".?!;:";

    private Written() {}

    /** The server drops what stands behind the last end of a sentence, so the text has one at its end. */
    static String whole(List<Part> parts, Voice voice) {
        boolean asItStands = voice.textPrefix().contains("|>");
        String text = LEADING.matcher(of(asItStands ? parts : withoutDigits(parts, voice)))
                .replaceFirst("");
        boolean isChinese = HAN.matcher(text).find();
        String ends = isChinese ? CHINESE_ENDS : OTHER_ENDS;
        String bare = CLOSING.matcher(text).replaceFirst("");
        boolean isEnded = !bare.isEmpty() && ends.indexOf(bare.charAt(bare.length() - 1)) >= 0;
        return isEnded ? text : text + (isChinese ? "。" : ".");
    }

    /**
     * For a server that reads numbers itself, of two languages: a digit in a text without Han makes it English, of which it
     * drops what is no English letter; and in a phoneme it is read too, so that {@code [AH0]} is none any more. Models know
     * vowels without their stress. Of a raised digit in an English text it fails.
     */
    private static List<Part> withoutDigits(List<Part> parts, Voice voice) {
        boolean hasWords = parts.stream().anyMatch(Part.Word.class::isInstance);
        boolean isChinese = parts.stream()
                .anyMatch(part -> part instanceof Part.Plain(String words)
                        && HAN.matcher(words).find());
        ULocale own = ULocale.forLanguageTag(voice.card().language());
        ULocale language = READ.contains(own.getLanguage()) ? ULocale.ENGLISH : own;
        boolean spells = !isChinese && (hasWords || !READ.contains(own.getLanguage()));
        return parts.stream()
                .map(part -> switch (part) {
                    case Part.Plain(String words)
                    when spells -> new Part.Plain(Numbers.inWords(Numbers.plainDigits(words), language));
                    case Part.Plain(String words) when !isChinese -> new Part.Plain(Numbers.plainDigits(powers(words)));
                    case Part.Word word -> withoutStress(word);
                    default -> part;
                })
                .toList();
    }

    private static String powers(String english) {
        return SQUARED.matcher(CUBED.matcher(english).replaceAll(" cubed")).replaceAll(" squared");
    }

    private static Part.Word withoutStress(Part.Word word) {
        return new Part.Word(word.phonemes().stream()
                .map(phoneme -> STRESS.matcher(phoneme).replaceAll(""))
                .toList());
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
