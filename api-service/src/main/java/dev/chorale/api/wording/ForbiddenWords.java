package dev.chorale.api.wording;

import dev.chorale.common.speech.Markup.Placed;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** The words that a tenant's texts may not hold, ready to be looked for. */
public final class ForbiddenWords {
    static final ForbiddenWords NONE = new ForbiddenWords(List.of());

    /** Words that hold an ornament of their own, which is looked for too. */
    private final WordSearch ornamented;

    private final WordSearch others;

    /** @param words each with something left of it when it is folded */
    ForbiddenWords(List<String> words) {
        List<int[]> withOrnaments = new ArrayList<>();
        List<int[]> without = new ArrayList<>();
        for (String word : words) {
            int[] all = Folded.lettersOf(word, true);
            int[] bare = Folded.lettersOf(word, false);
            (bare.length < all.length ? withOrnaments : without).add(all);
        }
        this.ornamented = new WordSearch(withOrnaments);
        this.others = new WordSearch(without);
    }

    int size() {
        return ornamented.size() + others.size() - 1;
    }

    /** Where the first of them stands that stands there as a word, in code points, the first is 1; empty for none. */
    public OptionalInt place(List<Placed> parts) {
        return Stream.of(place(ornamented, parts, true), place(others, parts, false))
                .flatMapToInt(OptionalInt::stream)
                .min();
    }

    private static OptionalInt place(WordSearch search, List<Placed> parts, boolean ornaments) {
        if (search.size() == 1) {
            return OptionalInt.empty();
        }
        Folded folded = Folded.of(parts, ornaments);
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
