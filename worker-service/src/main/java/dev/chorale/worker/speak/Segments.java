package dev.chorale.worker.speak;

import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.util.ULocale;
import dev.chorale.common.speech.SpokenText;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.Stream;

/**
 * Cuts a text into what an engine speaks in one call: one sentence, see {@link SentenceEnds}, or a part of one that is too
 * long.
 *
 * <p>A sentence over the limit is cut behind the last clause mark that fits, else behind the last point, else between words,
 * in scripts without spaces those of ICU's dictionary, else between characters as readers see them, and only where one such
 * character is longer than the limit inside it. What holds neither letter nor number joins a neighbour that has room. The
 * segments one after the other are the text, white space at their edges aside; the same text gives the same segments.
 */
public final class Segments {
    private static final String ANYWHERE_CLAUSE_MARKS = "，；：、。！？…—；﹐﹔";
    private static final String SPACED_CLAUSE_MARKS = ",;:!?)]–،؛·।";

    private final String text;
    private final int maxCodePoints;
    private final BreakIterator characters;
    private final BreakIterator lines;
    private final BreakIterator words;
    private final SentenceEnds sentences;
    private final List<Span> spans = new ArrayList<>();

    /** A part of the text, from the first to behind the last UTF-16 unit. */
    private record Span(int start, int end) {}

    private Segments(String text, ULocale locale, int maxCodePoints) {
        this.text = text;
        this.maxCodePoints = maxCodePoints;
        this.characters = BreakIterator.getCharacterInstance(locale);
        this.lines = BreakIterator.getLineInstance(locale);
        this.words = BreakIterator.getWordInstance(locale);
        characters.setText(text);
        lines.setText(text);
        words.setText(text);
        this.sentences = new SentenceEnds(text, locale, characters);
    }

    /**
     * @param text normalised, see {@link SpokenText#normalise}
     * @param language a BCP 47 tag
     * @param maxCodePoints of one segment, 1 or more
     * @return in order, none of them blank; one without letter or number only where no neighbour had room for it
     */
    public static List<String> cut(String text, String language, int maxCodePoints) {
        ULocale locale = ULocale.forLanguageTag(language);
        var segments = new Segments(text, locale, maxCodePoints);
        segments.cutSentences();
        return segments.joined().stream()
                .map(span -> text.substring(span.start, span.end))
                .toList();
    }

    private void cutSentences() {
        int start = 0;
        for (int end : sentences.all()) {
            cutToFit(start, end);
            start = end;
        }
    }

    private void cutToFit(int from, int to) {
        Span rest = stripped(from, to);
        while (length(rest) > maxCodePoints) {
            int cut = cutWithin(rest.start, text.offsetByCodePoints(rest.start, maxCodePoints));
            keep(stripped(rest.start, cut));
            rest = stripped(cut, to);
        }
        keep(rest);
    }

    private void keep(Span span) {
        if (span.start < span.end) {
            spans.add(span);
        }
    }

    /** The best place to cut behind {@code start}, at {@code limit} or before. */
    private int cutWithin(int start, int limit) {
        int word = last(start, limit, this::isBetweenWords);
        int point = start;
        for (int at = word; at > start; at = last(start, at - 1, this::isBetweenWords)) {
            if (endsClause(at)) {
                return at;
            }
            point = point == start && isSpace(at - 1) && sentences.isBehindPoint(at) ? at : point;
        }
        return Stream.of(point, word, last(start, limit, this::isBetweenLines))
                .filter(at -> at > start)
                .findFirst()
                .orElseGet(() -> characterBoundary(start, limit));
    }

    private static int last(int start, int limit, IntPredicate fits) {
        int at = limit;
        while (at > start && !fits.test(at)) {
            at--;
        }
        return at;
    }

    /** A line may end between any two Han or Hangul, also inside a word, and behind {@code Dr.} */
    private boolean isBetweenWords(int at) {
        return isBetweenLines(at) && words.isBoundary(at) && !sentences.isBehindAbbreviation(at);
    }

    private boolean isBetweenLines(int at) {
        return lines.isBoundary(at) && characters.isBoundary(at);
    }

    private int characterBoundary(int start, int limit) {
        int at = characters.isBoundary(limit) ? limit : characters.preceding(limit);
        return at > start ? at : limit;
    }

    /** A comma of an alphabet ends a clause only before white space: not in 3,14. */
    private boolean endsClause(int at) {
        char last = text.charAt(at - 1);
        boolean spaced = Character.isWhitespace(last) && at >= 2;
        char mark = spaced ? text.charAt(at - 2) : last;
        return ANYWHERE_CLAUSE_MARKS.indexOf(mark) >= 0 || (spaced && SPACED_CLAUSE_MARKS.indexOf(mark) >= 0);
    }

    private boolean isSpace(int at) {
        return Character.isWhitespace(text.charAt(at));
    }

    private Span stripped(int from, int to) {
        int start = from;
        int end = to;
        while (start < end && isSpace(start)) {
            start++;
        }
        while (end > start && isSpace(end - 1)) {
            end--;
        }
        return new Span(start, end);
    }

    private List<Span> joined() {
        List<Span> joined = new ArrayList<>();
        for (Span span : spans) {
            Span whole = joined.isEmpty() ? span : new Span(joined.getLast().start, span.end);
            boolean alone = joined.isEmpty() || (speaks(span) && speaks(joined.getLast()));
            if (alone || length(whole) > maxCodePoints) {
                joined.add(span);
            } else {
                joined.set(joined.size() - 1, whole);
            }
        }
        return joined;
    }

    private boolean speaks(Span span) {
        return SpokenText.isSpeakable(text.substring(span.start, span.end));
    }

    private int length(Span span) {
        return text.codePointCount(span.start, span.end);
    }
}
