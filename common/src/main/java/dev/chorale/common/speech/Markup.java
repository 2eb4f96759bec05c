package dev.chorale.common.speech;

import com.ibm.icu.text.Normalizer2;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Says what a text holds besides words: {@code [h][ào]} is a syllable of Mandarin, {@code [HH][AH0][L][OW1]} an English word by
 * its sounds, {@code [pause 500ms]} or {@code [pause 0.5s]} silence, {@code [emphasis]…[/emphasis]} stress. {@code \[} and
 * {@code \]} are the brackets themselves; a {@code ]} that closes nothing is one too.
 *
 * <p>Whatever else stands in square brackets is wrong: reading it aloud would hide a slip in the markup.
 */
public final class Markup {
    public static final Duration SHORTEST_PAUSE = Duration.ofMillis(1);
    public static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    /** More of a kind help nobody. */
    private static final int MAX_WARNINGS = 20;

    private static final Pattern NEAR_PINYIN = Pattern.compile("[(（]([\\p{L}\\p{M}]{1,12})[)）]");

    private Markup() {}

    /**
     * A part and where it stands in the text as it was sent.
     *
     * @param at in code points, the first is 1
     */
    public record Placed(Part part, int at) {}

    /** Something that was accepted, and may be meant otherwise. */
    public record Warning(String code, String message, int at) {}

    /** What reading a text gives. */
    public sealed interface Reading {
        /** All of it, in order. */
        record Whole(List<Placed> parts) implements Reading {}

        /**
         * Its first mistake.
         *
         * @param at in code points, the first is 1
         * @param message what is wrong and what to write, without a word of the text
         */
        record Wrong(int at, String message) implements Reading {}
    }

    /** Reads a text as a caller sends it. */
    public static Reading parse(String text) {
        return new MarkupParser(text, false).read();
    }

    /** Reads a stored text: what is no markup is words, as in texts that were stored before there was any. */
    public static List<Part> read(String stored) {
        return switch (new MarkupParser(stored, true).read()) {
            case Reading.Whole(List<Placed> parts) ->
                parts.stream().map(Placed::part).toList();
            case Reading.Wrong wrong -> throw new IllegalStateException("the lenient reading found a mistake");
        };
    }

    /** The parts as one text, which {@link #read} gives back. */
    public static String write(List<Part> parts) {
        StringBuilder text = new StringBuilder();
        for (Part part : parts) {
            String spelling = part.spelling();
            boolean wouldEscape = !text.isEmpty() && text.charAt(text.length() - 1) == '\\' && spelling.startsWith("[");
            text.append(wouldEscape ? " " : "").append(spelling);
        }
        return text.toString();
    }

    /** The words alone, with syllables and sounds as letters: for what measures or judges a text, never for an engine. */
    public static String letters(List<Part> parts) {
        return letters(parts, word -> String.join("", word.phonemes()));
    }

    /** The words as people read them: of one that is told by its sounds alone, that there is something. */
    public static String shown(List<Part> parts) {
        return letters(parts, _ -> "…");
    }

    private static String letters(List<Part> parts, Function<Part.Word, String> ofSounds) {
        return parts.stream()
                .map(part -> switch (part) {
                    case Part.Plain(String text) -> text;
                    case Part.Syllable(String initial, String rime) -> initial + rime;
                    case Part.Word word -> ofSounds.apply(word);
                    case Part.Pause _ -> " ";
                    case Part.Emphasis _ -> "";
                })
                .collect(Collectors.joining());
    }

    /** What a voice must be able to do to say all of it. */
    public static Set<Skill> needs(List<Part> parts) {
        Set<Skill> needs = EnumSet.noneOf(Skill.class);
        parts.forEach(part -> part.needs().ifPresent(needs::add));
        return needs;
    }

    /** Pinyin in round brackets, which is read as words: the first {@link #MAX_WARNINGS}. */
    public static List<Warning> nearMarkup(List<Placed> parts) {
        List<Warning> warnings = new ArrayList<>();
        for (Placed placed : parts) {
            if (placed.part() instanceof Part.Plain(String text)) {
                Matcher near = NEAR_PINYIN.matcher(text);
                while (warnings.size() < MAX_WARNINGS && near.find()) {
                    if (Pinyin.isSyllable(Normalizer2.getNFCInstance().normalize(near.group(1)))) {
                        warnings.add(new Warning(
                                "near_markup",
                                "pinyin in round brackets is read as words; to have it pronounced write [h][ào]",
                                placed.at() + text.codePointCount(0, near.start())));
                    }
                }
            }
        }
        return warnings;
    }
}
