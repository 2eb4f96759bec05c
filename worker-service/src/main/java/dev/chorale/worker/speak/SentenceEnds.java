package dev.chorale.worker.speak;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;
import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.text.FilteredBreakIteratorBuilder;
import com.ibm.icu.util.ULocale;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where the sentences of a text end: ICU's breaks for the language, less those that are none. What is wrongly kept together
 * is still spoken well, so a doubtful end is none.
 *
 * <p>No sentence ends behind an abbreviation, a single letter with a point ({@code z. B.}, {@code J. R. R. Tolkien}) or an
 * ordinal ({@code 3. Oktober}, {@code Ludwig XIV. baut}) in the languages that write it with a point; inside what is
 * written without spaces ({@code x.org/view?5}); before lower case ({@code "Fine!" she said}); or where a line was only wrapped,
 * see {@link Wrapping}.
 */
final class SentenceEnds {
    /** A name follows. */
    private static final Set<String> TITLES = Set.of(
            "Dr", "Mr", "Mrs", "Ms", "Prof", "St", "Gen", "Sen", "Gov", "Rep", "Col", "Capt", "Lt", "Sgt", "Rev", "Hon",
            "Mt", "vs");

    /** A name went before; what follows may begin a sentence. */
    private static final Set<String> BEHIND_NAMES = Set.of("Inc", "Ltd", "Corp", "Co", "Bros", "Jr", "Sr");

    /** Behind {@link #BEHIND_NAMES} they begin one. */
    private static final Set<String> BEGINNINGS = Set.of(
            "A", "After", "An", "And", "As", "At", "But", "For", "He", "Her", "His", "However", "I", "If", "In", "It",
            "Its", "On", "She", "That", "The", "Their", "Then", "There", "These", "They", "This", "We", "When", "You");

    /** Alone they are an answer, or the end of one. */
    private static final Set<String> BEFORE_NUMBERS =
            Set.of("No", "Nos", "Nr", "Fig", "Vol", "Ch", "Sec", "Art", "Abs", "Kap", "Tel", "pp");

    private static final Set<String> WITH_ORDINAL_POINT = Set.of(
            "bs", "cs", "da", "de", "et", "eu", "fi", "fo", "gsw", "hr", "hu", "is", "lb", "lv", "nb", "nn", "no", "pl",
            "sk", "sl", "sr", "tr");

    private static final Pattern ORDINAL = Pattern.compile("[0-9]{1,2}|[IVXLCDM]+");

    private final String text;
    private final ULocale locale;
    private final BreakIterator characters;
    private final BreakIterator sentences;
    private final Wrapping wrapping;
    private @Nullable BreakIterator probe;

    /** @param characters of the text */
    SentenceEnds(String text, ULocale locale, BreakIterator characters) {
        this.text = text;
        this.locale = locale;
        this.characters = characters;
        this.sentences = sentences(locale);
        sentences.setText(text);
        this.wrapping = new Wrapping(text, locale);
    }

    private static BreakIterator sentences(ULocale locale) {
        FilteredBreakIteratorBuilder builder = FilteredBreakIteratorBuilder.getInstance(locale);
        TITLES.forEach(title -> builder.suppressBreakAfter(title + "."));
        return builder.wrapIteratorWithFilter(BreakIterator.getSentenceInstance(locale));
    }

    /** Each behind the sentence and the white space that follows it; the last is that of the text. */
    List<Integer> all() {
        List<Integer> ends = new ArrayList<>();
        int last = 0;
        sentences.first();
        for (int next = sentences.next(); next != BreakIterator.DONE; next = sentences.next()) {
            int end = beforeOpening(next);
            if (end > last && end < text.length() && isEnd(end)) {
                ends.add(end);
                last = end;
            }
        }
        ends.add(text.length());
        return ends;
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

    private boolean isEnd(int at) {
        return characters.isBoundary(at)
                && !isLower(text.codePointAt(at))
                && !wrapping.goesOn(at)
                && !isInsideToken(at)
                && !isPointOfWord(at);
    }

    /** Georgian has one case, of which Unicode says that it is lower. */
    private static boolean isLower(int codePoint) {
        return UCharacter.getIntPropertyValue(codePoint, UProperty.SENTENCE_BREAK) == UCharacter.SentenceBreak.LOWER;
    }

    private boolean isInsideToken(int at) {
        int mark = at - 1;
        while (mark > 0 && isClosing(text.charAt(mark))) {
            mark--;
        }
        int next = at;
        while (next < text.length() - 1 && isOpening(text.charAt(next))) {
            next++;
        }
        return ".?!".indexOf(text.charAt(mark)) >= 0 && !goesWithoutSpace(text.codePointAt(next));
    }

    static boolean isClosing(char c) {
        int type = Character.getType(c);
        return c == '"' || c == '\'' || type == Character.FINAL_QUOTE_PUNCTUATION || type == Character.END_PUNCTUATION;
    }

    /** Han, kana, Hangul, emoji; Thai and others of the like. */
    static boolean goesWithoutSpace(int codePoint) {
        return switch (UCharacter.getIntPropertyValue(codePoint, UProperty.LINE_BREAK)) {
            case UCharacter.LineBreak.IDEOGRAPHIC,
                    UCharacter.LineBreak.CONDITIONAL_JAPANESE_STARTER,
                    UCharacter.LineBreak.H2,
                    UCharacter.LineBreak.H3,
                    UCharacter.LineBreak.E_BASE,
                    UCharacter.LineBreak.COMPLEX_CONTEXT -> true;
            default -> false;
        };
    }

    /** Whether a point stands before that place, white space aside. */
    boolean isBehindPoint(int at) {
        int point = beforeSpace(at) - 1;
        return point >= 0 && text.charAt(point) == '.';
    }

    /** Whether that point belongs to an abbreviation or an ordinal: what follows belongs to it. */
    boolean isBehindAbbreviation(int at) {
        return isBehindPoint(at) && (isPointOfWord(at) || isAbbreviation(wordBefore(beforeSpace(at) - 1)));
    }

    private boolean isPointOfWord(int at) {
        int point = beforeSpace(at) - 1;
        if (point < 1 || text.charAt(point) != '.') {
            return false;
        }
        String word = wordBefore(point);
        return isInitial(word)
                || (BEFORE_NUMBERS.contains(word) && Character.isDigit(text.codePointAt(at)))
                || (BEHIND_NAMES.contains(word) && !BEGINNINGS.contains(wordBehind(at)))
                || isOrdinal(word, point, at);
    }

    private static boolean isInitial(String word) {
        return word.length() == 1
                && Character.isLetter(word.charAt(0))
                && UCharacter.getIntPropertyValue(word.charAt(0), UProperty.LINE_BREAK)
                        == UCharacter.LineBreak.ALPHABETIC;
    }

    private boolean isOrdinal(String word, int point, int at) {
        int before = point - word.length() - 1;
        return WITH_ORDINAL_POINT.contains(locale.getLanguage())
                && ORDINAL.matcher(word).matches()
                && (before < 0 || text.charAt(before) != ',')
                && Character.isLetter(text.codePointAt(at))
                && text.substring(point, at).indexOf('\n') < 0;
    }

    private boolean isAbbreviation(String word) {
        if (probe == null) {
            probe = sentences(locale);
        }
        String alone = word + ". A";
        probe.setText(alone);
        probe.first();
        return probe.next() >= alone.length() || TITLES.contains(word);
    }

    private int beforeSpace(int at) {
        int end = at;
        while (end > 0 && Character.isWhitespace(text.charAt(end - 1))) {
            end--;
        }
        return end;
    }

    private String wordBefore(int end) {
        int start = end;
        while (start > 0 && Character.isLetterOrDigit(text.charAt(start - 1))) {
            start--;
        }
        return text.substring(start, end);
    }

    private String wordBehind(int start) {
        int end = start;
        while (end < text.length() && Character.isLetterOrDigit(text.charAt(end))) {
            end++;
        }
        return text.substring(start, end);
    }
}
