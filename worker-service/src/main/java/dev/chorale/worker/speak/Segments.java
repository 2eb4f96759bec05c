package dev.chorale.worker.speak;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;
import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.text.FilteredBreakIteratorBuilder;
import com.ibm.icu.util.ULocale;
import dev.chorale.common.speech.SpokenText;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a text into what an engine speaks in one call: one sentence, or a part of one that is too long.
 *
 * <p>Sentences are ICU's for the voice's language, less the breaks after abbreviations that ICU knows there, after single
 * letters with a point ({@code e.g.}, {@code z. B.}, {@code J. R. R. Tolkien}) and before lower case (a wrapped line,
 * {@code "Fine!" she said}): what is wrongly kept together is still spoken well. A sentence over the limit is cut behind the last
 * clause mark that fits, else between words, else between characters as readers see them, and only where one such
 * character is longer than the limit inside it. What holds neither letter nor digit joins a neighbour that has room. The
 * segments one after the other are the text, white space at their edges aside; the same text gives the same segments.
 */
public final class Segments {
    private static final List<String> TITLES = List.of("Dr.", "Mr.", "Mrs.", "Ms.", "Prof.", "St.");

    private static final String ANYWHERE_CLAUSE_MARKS = "，；：、。！？…—；﹐﹔";
    private static final String SPACED_CLAUSE_MARKS = ",;:.!?)]–،؛·।";

    private final String text;
    private final int maxCodePoints;
    private final BreakIterator characters;
    private final BreakIterator words;
    private final List<Span> spans = new ArrayList<>();

    /** A part of the text, from the first to behind the last UTF-16 unit. */
    private record Span(int start, int end) {}

    private Segments(String text, ULocale locale, int maxCodePoints) {
        this.text = text;
        this.maxCodePoints = maxCodePoints;
        this.characters = BreakIterator.getCharacterInstance(locale);
        this.words = BreakIterator.getLineInstance(locale);
        characters.setText(text);
        words.setText(text);
    }

    /**
     * @param text normalised, see {@link SpokenText#normalise}
     * @param language a BCP 47 tag
     * @param maxCodePoints of one segment, 1 or more
     * @return in order, none of them blank; one without letter or digit only where no neighbour had room for it
     */
    public static List<String> cut(String text, String language, int maxCodePoints) {
        ULocale locale = ULocale.forLanguageTag(language);
        var segments = new Segments(text, locale, maxCodePoints);
        segments.cutSentences(sentences(locale));
        return segments.joined().stream()
                .map(span -> text.substring(span.start, span.end))
                .toList();
    }

    private static BreakIterator sentences(ULocale locale) {
        FilteredBreakIteratorBuilder builder = FilteredBreakIteratorBuilder.getInstance(locale);
        TITLES.forEach(builder::suppressBreakAfter);
        return builder.wrapIteratorWithFilter(BreakIterator.getSentenceInstance(locale));
    }

    private void cutSentences(BreakIterator sentences) {
        sentences.setText(text);
        int start = sentences.first();
        for (int next = sentences.next(); next != BreakIterator.DONE; next = sentences.next()) {
            int end = beforeOpening(next);
            if (end > start && endsSentence(end)) {
                cutToFit(start, end);
                start = end;
            }
        }
        cutToFit(start, text.length());
    }

    /** ICU leaves an opening quote that follows without a space, as in Chinese, to the sentence before. */
    private int beforeOpening(int at) {
        int start = at;
        while (start > 0 && start < text.length() && isOpening(text.charAt(start - 1))) {
            start--;
        }
        return start;
    }

    private static boolean isOpening(char c) {
        int type = Character.getType(c);
        return type == Character.INITIAL_QUOTE_PUNCTUATION || type == Character.START_PUNCTUATION;
    }

    private boolean endsSentence(int at) {
        if (at == text.length()) {
            return true;
        }
        return characters.isBoundary(at) && !UCharacter.isLowerCase(text.codePointAt(at)) && !endsInitial(at);
    }

    private boolean endsInitial(int at) {
        int point = stripped(0, at).end - 1;
        return point >= 1
                && text.charAt(point) == '.'
                && Character.isLetter(text.charAt(point - 1))
                && UCharacter.getIntPropertyValue(text.charAt(point - 1), UProperty.LINE_BREAK)
                        == UCharacter.LineBreak.ALPHABETIC
                && (point == 1 || !Character.isLetterOrDigit(text.charAt(point - 2)));
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
        int word = wordBoundary(start, limit);
        for (int clause = word; clause > start; clause = wordBoundary(start, clause - 1)) {
            if (endsClause(clause)) {
                return clause;
            }
        }
        return word > start ? word : characterBoundary(start, limit);
    }

    private int wordBoundary(int start, int limit) {
        int at = limit;
        while (at > start && !(words.isBoundary(at) && characters.isBoundary(at))) {
            at--;
        }
        return at;
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

    private Span stripped(int from, int to) {
        int start = from;
        int end = to;
        while (start < end && Character.isWhitespace(text.charAt(start))) {
            start++;
        }
        while (end > start && Character.isWhitespace(text.charAt(end - 1))) {
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
