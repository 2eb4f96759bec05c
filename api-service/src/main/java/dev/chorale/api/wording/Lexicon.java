package dev.chorale.api.wording;

import dev.chorale.common.speech.Markup;
import dev.chorale.common.speech.Part;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How a tenant wants words to be said, ready to be applied. Letter case counts: {@code IT} is not {@code it}. What an entry
 * says is not looked up again, and neither is what stands in markup.
 */
public final class Lexicon {
    static final Lexicon NONE = new Lexicon(List.of());

    private final List<List<Part>> sayings;
    private final int[] lengths;
    private final WordSearch search;

    /**
     * @param word as a text is normalised
     * @param say text or markup without a mistake
     */
    public record Entry(String word, String say) {}

    Lexicon(List<Entry> entries) {
        this.sayings = entries.stream().map(entry -> Markup.read(entry.say())).toList();
        this.lengths = entries.stream().mapToInt(entry -> entry.say().length()).toArray();
        this.search = new WordSearch(
                entries.stream().map(entry -> inOneLine(letters(entry.word()))).toList());
    }

    int size() {
        return search.size();
    }

    /**
     * The parts with each word as it is to be said; from left to right, the longest word at each place.
     *
     * @param most what the entries may say in all, in UTF-16 units: a short word may be said at length many times
     * @return empty where they say more
     */
    public Optional<List<Part>> apply(List<Part> parts, int most) {
        if (search.size() == 1) {
            return Optional.of(parts);
        }
        Saying saying = new Saying(most, letters(seenTogether(parts)));
        for (Part part : parts) {
            if (part instanceof Part.Plain(String text)) {
                saying.words(letters(text));
            } else {
                saying.markup(part);
            }
        }
        return saying.left < 0 ? Optional.empty() : Optional.of(saying.said);
    }

    /** A word goes on where stress begins or ends in it, and nowhere else in markup. */
    private static String seenTogether(List<Part> parts) {
        return parts.stream()
                .map(part -> switch (part) {
                    case Part.Plain(String text) -> text;
                    case Part.Emphasis _ -> "";
                    case Part.Pause _, Part.Syllable _, Part.Word _ -> "\n";
                })
                .collect(Collectors.joining());
    }

    /** One text as it is said. */
    private final class Saying {
        final List<Part> said = new ArrayList<>();
        long left;
        private final int[] all;
        private int before;
        private boolean stress;

        /** @param all see {@link #seenTogether} */
        Saying(int most, int[] all) {
            this.left = most;
            this.all = all;
        }

        void markup(Part part) {
            stress = part instanceof Part.Emphasis(boolean begins) ? begins : stress;
            before += part instanceof Part.Emphasis ? 0 : 1;
            said.add(part);
        }

        void words(int[] text) {
            int[] ends = new int[text.length];
            int[] words = new int[text.length];
            search.search(inOneLine(text), (start, end, word) -> {
                if (end > ends[start] && WordEdges.areAroundWhole(all, before + start, before + end)) {
                    ends[start] = end;
                    words[start] = word;
                }
                return true;
            });
            int from = 0;
            for (int at = 0; at < text.length && left >= 0; at++) {
                if (ends[at] > 0) {
                    said.add(plain(text, from, at));
                    say(words[at]);
                    from = ends[at];
                    at = from - 1;
                }
            }
            said.add(plain(text, from, text.length));
            before += text.length;
        }

        /** Stress within stress is none of its own. */
        private void say(int word) {
            left -= lengths[word];
            sayings.get(word).stream()
                    .filter(part -> !stress || !(part instanceof Part.Emphasis))
                    .forEach(said::add);
        }
    }

    private static int[] letters(String text) {
        return text.codePoints().toArray();
    }

    /** A phrase goes on in the next line. */
    private static int[] inOneLine(int[] letters) {
        return Arrays.stream(letters)
                .map(letter -> letter == '\n' ? ' ' : letter)
                .toArray();
    }

    private static Part plain(int[] text, int from, int to) {
        return new Part.Plain(new String(Arrays.copyOfRange(text, from, to), 0, to - from));
    }
}
