package dev.chorale.api.wording;

import dev.chorale.common.speech.Markup.Placed;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;

/** The words that a tenant's texts may not hold, ready to be looked for. */
public final class ForbiddenWords {
    static final ForbiddenWords NONE = new ForbiddenWords(List.of());

    private final WordSearch search;

    /** @param words each with something left of it when it is folded */
    ForbiddenWords(List<String> words) {
        this.search = new WordSearch(words.stream().map(Folded::lettersOf).toList());
    }

    int size() {
        return search.size();
    }

    /** Where the first of them stands that stands there as a word, in code points, the first is 1; empty for none. */
    public OptionalInt place(List<Placed> parts) {
        if (search.size() == 1) {
            return OptionalInt.empty();
        }
        Folded folded = Folded.of(parts);
        int[] letters = folded.letters();
        AtomicInteger first = new AtomicInteger(-1);
        search.search(letters, (start, end, _) -> {
            if (WordEdges.areAround(letters, start, end)) {
                first.set(start);
            }
            return first.get() < 0;
        });
        return first.get() < 0 ? OptionalInt.empty() : OptionalInt.of(folded.place(first.get()));
    }
}
