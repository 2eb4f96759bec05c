package dev.chorale.api.wording;

import dev.chorale.common.speech.Markup;
import dev.chorale.common.speech.Part;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How a tenant wants words to be said, ready to be applied. Letter case counts: {@code IT} is not {@code it}. What an entry
 * says is not looked up again, and neither is what stands in markup.
 */
public final class Lexicon {
    static final Lexicon NONE = new Lexicon(List.of());

    private final List<List<Part>> sayings;
    private final WordSearch search;

    /**
     * @param word as a text is normalised
     * @param say text or markup without a mistake
     */
    public record Entry(String word, String say) {}

    Lexicon(List<Entry> entries) {
        this.sayings = entries.stream().map(entry -> Markup.read(entry.say())).toList();
        this.search = new WordSearch(
                entries.stream().map(entry -> letters(entry.word())).toList());
    }

    int size() {
        return search.size();
    }

    /** The parts with each word as it is to be said; from left to right, the longest word at each place. */
    public List<Part> apply(List<Part> parts) {
        if (search.size() == 1) {
            return parts;
        }
        List<Part> said = new ArrayList<>();
        boolean stress = false;
        for (Part part : parts) {
            if (part instanceof Part.Plain(String text)) {
                apply(letters(text), stress, said);
            } else {
                stress = part instanceof Part.Emphasis(boolean begins) ? begins : stress;
                said.add(part);
            }
        }
        return said;
    }

    private void apply(int[] text, boolean stress, List<Part> said) {
        int[] ends = new int[text.length];
        int[] words = new int[text.length];
        search.search(text, (start, end, word) -> {
            if (end > ends[start] && WordEdges.areAround(text, start, end)) {
                ends[start] = end;
                words[start] = word;
            }
            return true;
        });
        int from = 0;
        for (int at = 0; at < text.length; at++) {
            if (ends[at] > 0) {
                said.add(plain(text, from, at));
                say(words[at], stress, said);
                from = ends[at];
                at = from - 1;
            }
        }
        said.add(plain(text, from, text.length));
    }

    /** Stress within stress is none of its own. */
    private void say(int word, boolean stress, List<Part> said) {
        sayings.get(word).stream()
                .filter(part -> !stress || !(part instanceof Part.Emphasis))
                .forEach(said::add);
    }

    private static int[] letters(String text) {
        return text.codePoints().toArray();
    }

    private static Part plain(int[] text, int from, int to) {
        return new Part.Plain(new String(Arrays.copyOfRange(text, from, to), 0, to - from));
    }
}
