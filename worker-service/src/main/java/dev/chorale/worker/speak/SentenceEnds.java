package dev.chorale.worker.speak;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;
import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.util.ULocale;
import dev.chorale.common.speech.SpokenText;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Where the sentences of a text end: ICU's breaks for the language, less those that are none. What is wrongly kept together
 * is still spoken well, so a doubtful end is none.
 *
 * <p>No sentence ends behind an abbreviation, see {@link Abbreviations}, a single letter with a point ({@code z. B.}, {@code
 * J. R. R. Tolkien}), the number of an item or an ordinal ({@code 3. Oktober}, {@code Ludwig XIV. baut}) in the languages
 * that write it with a point; inside what is written without spaces ({@code
 * x.org/view?5}); before lower case ({@code "Fine!" she said}); or where a line was only wrapped, see {@link Wrapping}.
 */
final class SentenceEnds {
    /** A name went before; what follows may begin a sentence. */
    private static final Set<String> BEHIND_NAMES = Set.of("Inc", "Ltd", "Corp", "Co", "Bros", "Jr", "Sr");

    /** Behind {@link #BEHIND_NAMES} they begin one. */
    private static final Set<String> BEGINNINGS = Set.of(
            "A", "After", "An", "And", "As", "At", "But", "For", "He", "Her", "His", "However", "I", "If", "In", "It",
            "Its", "On", "She", "That", "The", "Their", "Then", "There", "These", "They", "This", "We", "When", "You");

    private static final Set<String> WITH_ORDINAL_POINT = Set.of(
            "bs", "cs", "da", "de", "et", "eu", "fi", "fo", "gsw", "hr", "hu", "is", "lb", "lv", "nb", "nn", "no", "pl",
            "sk", "sl", "sr", "tr");

    private static final Pattern ORDINAL = Pattern.compile("[0-9]{1,2}|[IVXLCDM]+");

    private static final Pattern NUMBER_OF_ITEM = Pattern.compile("([0-9０-９]{1,3}[.．])+");

    /** Of one letter with its signs, and no initials: "is", "was" and the like, where points end sentences too. */
    private static final Set<String> SHORT_VERBS =
            Set.of("है", "हैं", "हूँ", "हूं", "हो", "था", "थे", "थी", "थीं", "છે", "છો", "છું", "ਹੈ", "ਸੀ");

    private final String text;
    private final ULocale locale;
    private final BreakIterator characters;
    private final BreakIterator sentences;
    private final Wrapping wrapping;
    private final Abbreviations abbreviations;

    /** @param characters of the text */
    SentenceEnds(String text, ULocale locale, BreakIterator characters) {
        this.text = text;
        this.locale = locale;
        this.characters = characters;
        this.sentences = BreakIterator.getSentenceInstance(locale);
        sentences.setText(text);
        this.wrapping = new Wrapping(text, locale);
        this.abbreviations = new Abbreviations(locale);
    }

    /** Each behind the sentence and the white space that follows it; the last is that of the text. */
    List<Integer> all() {
        List<Integer> ends = new ArrayList<>();
        int last = 0;
        sentences.first();
        for (int next = sentences.next(); next != BreakIterator.DONE; next = sentences.next()) {
            int end = beforeOpening(behindClosing(next));
            if (end > last && end < text.length() && isEnd(end)) {
                ends.add(end);
                last = end;
            }
        }
        ends.add(text.length());
        return ends;
    }

    /** ICU leaves a closing quote that stands behind a space, as in French, to the sentence behind. */
    private int behindClosing(int at) {
        int end = at;
        while (end < text.length() && isClosing(text.charAt(end))) {
            end++;
        }
        boolean closes = end > at && text.charAt(at - 1) != '\n' && (end == text.length() || isSpace(end));
        while (closes && end < text.length() && isSpace(end)) {
            end++;
        }
        return closes ? end : at;
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
                && !isTold(at)
                && !isBehindNumberOfItem(at)
                && !isPointOfWord(at)
                && !(text.charAt(at - 1) != '\n' && isPointOfAbbreviation(at));
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
        return ".?!".indexOf(text.charAt(mark)) >= 0 && !Wrapping.isSpaceless(text.codePointAt(next));
    }

    static boolean isClosing(char c) {
        int type = Character.getType(c);
        return c == '"' || c == '\'' || type == Character.FINAL_QUOTE_PUNCTUATION || type == Character.END_PUNCTUATION;
    }

    /** In {@code 「はい。」と言った} the sentence goes on behind what is told. */
    private boolean isTold(int at) {
        return "」』".indexOf(text.charAt(at - 1)) >= 0 && (text.startsWith("と", at) || text.startsWith("って", at));
    }

    /** Whether the number of a heading or an item, {@code 2.1.}, went before in the same line and nothing else. */
    private boolean isBehindNumberOfItem(int at) {
        int end = text.charAt(at - 1) == ' ' ? at - 1 : at;
        int start = end;
        while (start > 0 && (Character.isDigit(text.charAt(start - 1)) || ".．".indexOf(text.charAt(start - 1)) >= 0)) {
            start--;
        }
        return (start == 0 || text.charAt(start - 1) == '\n')
                && NUMBER_OF_ITEM.matcher(text).region(start, end).matches();
    }

    /** Whether a point stands before that place, white space aside. */
    boolean isBehindPoint(int at) {
        int point = beforeSpace(at) - 1;
        return point >= 0 && text.charAt(point) == '.';
    }

    /** Whether that point belongs to an abbreviation, an ordinal or an item: what follows belongs to it. */
    boolean isBehindAbbreviation(int at) {
        return isBehindPoint(at) && (isBehindNumberOfItem(at) || isPointOfWord(at) || isPointOfAbbreviation(at));
    }

    /** Behind letters of Thai and the like, a point is never anything else. */
    private boolean isPointOfAbbreviation(int at) {
        int point = beforeSpace(at) - 1;
        return isBehindPoint(at)
                && (abbreviations.endAt(text, point)
                        || (point > 0 && isOfClass(text.charAt(point - 1), UCharacter.LineBreak.COMPLEX_CONTEXT)));
    }

    private boolean isPointOfWord(int at) {
        int point = beforeSpace(at) - 1;
        if (point < 1 || text.charAt(point) != '.') {
            return false;
        }
        String word = wordBefore(point);
        return isInitial(word, point)
                || Abbreviations.isTitle(word)
                || abbreviations.isBeforeNumber(word, wordBehind(at))
                || (BEHIND_NAMES.contains(word) && !BEGINNINGS.contains(wordBehind(at)))
                || isOrdinal(word, point, at);
    }

    /** One letter as readers see it; sounds that {@link Passages} shadows are none. */
    private boolean isInitial(String word, int point) {
        return !word.isEmpty()
                && Character.isLetter(word.charAt(0))
                && isOfClass(word.charAt(0), UCharacter.LineBreak.ALPHABETIC)
                && characters.following(point - word.length()) == point
                && word.indexOf(Passages.MARK) < 0
                && !SHORT_VERBS.contains(word);
    }

    private static boolean isOfClass(char c, int lineBreak) {
        return UCharacter.getIntPropertyValue(c, UProperty.LINE_BREAK) == lineBreak;
    }

    private boolean isOrdinal(String word, int point, int at) {
        int before = point - word.length() - 1;
        return WITH_ORDINAL_POINT.contains(locale.getLanguage())
                && ORDINAL.matcher(word).matches()
                && (before < 0 || text.charAt(before) != ',')
                && Character.isLetter(text.codePointAt(at))
                && text.substring(point, at).indexOf('\n') < 0;
    }

    private int beforeSpace(int at) {
        int end = at;
        while (end > 0 && isSpace(end - 1)) {
            end--;
        }
        return end;
    }

    private boolean isSpace(int at) {
        return Character.isWhitespace(text.charAt(at));
    }

    private String wordBefore(int end) {
        int start = end;
        while (start > 0 && isOfWord(text.charAt(start - 1))) {
            start--;
        }
        return text.substring(start, end);
    }

    private String wordBehind(int start) {
        int end = start;
        while (end < text.length() && isOfWord(text.charAt(end))) {
            end++;
        }
        return text.substring(start, end);
    }

    private static boolean isOfWord(char c) {
        return Character.isLetterOrDigit(c) || SpokenText.isMark(c);
    }
}
