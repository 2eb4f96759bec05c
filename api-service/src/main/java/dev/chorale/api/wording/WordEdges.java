package dev.chorale.api.wording;

import dev.chorale.common.speech.SpokenText;
import java.lang.Character.UnicodeScript;
import java.util.Locale;
import java.util.Set;

/** Whether a stretch of a text stands there as a word of its own, in scripts that show where words end. */
final class WordEdges {
    /** Written without spaces, or, Korean, with endings that belong to the word before them. */
    private static final Set<UnicodeScript> WITHOUT_EDGES = Set.of(
            UnicodeScript.HAN,
            UnicodeScript.HIRAGANA,
            UnicodeScript.KATAKANA,
            UnicodeScript.HANGUL,
            UnicodeScript.BOPOMOFO,
            UnicodeScript.THAI,
            UnicodeScript.LAO,
            UnicodeScript.KHMER,
            UnicodeScript.MYANMAR,
            UnicodeScript.TIBETAN);

    /** Of French and Italian, before an apostrophe: the word behind it is one of its own. */
    private static final Set<String> ELIDED =
            Set.of("l", "d", "j", "m", "t", "s", "n", "c", "qu", "un", "all", "dall", "dell", "nell", "sull", "quell");

    private static final int LONGEST_ELIDED = 5;
    private static final int WORD_BREAK_HINT = 0x200B;

    private WordEdges() {}

    static boolean areAround(int[] text, int start, int end) {
        return isEdge(text, start) && isEdge(text, end);
    }

    /**
     * The same for a stretch that is to be replaced: what is joined by a character that nobody sees, a number with its
     * separators and a word with an apostrophe stay whole, but for an {@code 's} and an elided article.
     */
    static boolean areAroundWhole(int[] text, int start, int end) {
        return areAround(text, start, end)
                && !isJoined(text, seenBefore(text, start), seenFrom(text, start))
                && !isJoined(text, seenBefore(text, end), seenFrom(text, end));
    }

    /** Whether the word or number goes on from the one of these two places to the other. */
    private static boolean isJoined(int[] text, int before, int after) {
        return before >= 0
                && after < text.length
                && ((SpokenText.isMark(text[after]) || (isOfSpacedWord(text[before]) && isOfSpacedWord(text[after])))
                        || isWithinNumber(text, before)
                        || isWithinNumber(text, after)
                        || (isWithinWord(text, before) && !isElided(text, before))
                        || (isWithinWord(text, after) && !isPossessive(text, after)));
    }

    private static boolean isWithinNumber(int[] text, int mark) {
        return (text[mark] == '.' || text[mark] == ',' || text[mark] == ':')
                && mark > 0
                && mark + 1 < text.length
                && Character.isDigit(text[mark - 1])
                && Character.isDigit(text[mark + 1]);
    }

    private static boolean isWithinWord(int[] text, int mark) {
        return (text[mark] == '\'' || text[mark] == '\u2019')
                && mark > 0
                && mark + 1 < text.length
                && isOfSpacedWord(text[mark - 1])
                && isOfSpacedWord(text[mark + 1]);
    }

    private static boolean isPossessive(int[] text, int apostrophe) {
        return Character.toLowerCase(text[apostrophe + 1]) == 's' && isEdge(text, apostrophe + 2);
    }

    private static boolean isElided(int[] text, int apostrophe) {
        int start = apostrophe;
        while (start > 0 && apostrophe - start <= LONGEST_ELIDED && Character.isLetter(text[start - 1])) {
            start--;
        }
        return ELIDED.contains(new String(text, start, apostrophe - start).toLowerCase(Locale.ROOT));
    }

    private static int seenBefore(int[] text, int at) {
        int before = at - 1;
        while (before >= 0 && isUnseen(text[before])) {
            before--;
        }
        return before;
    }

    private static int seenFrom(int[] text, int at) {
        int after = at;
        while (after < text.length && isUnseen(text[after])) {
            after++;
        }
        return after;
    }

    private static boolean isUnseen(int codePoint) {
        return Character.getType(codePoint) == Character.FORMAT && codePoint != WORD_BREAK_HINT;
    }

    /** Of a script whose words stand one after the other without a sign. */
    static boolean isOfUnspacedWord(int codePoint) {
        UnicodeScript script = UnicodeScript.of(codePoint);
        return script != UnicodeScript.HANGUL && WITHOUT_EDGES.contains(script);
    }

    private static boolean isEdge(int[] text, int at) {
        if (at == 0 || at == text.length) {
            return true;
        }
        int before = text[at - 1];
        int after = text[at];
        return !SpokenText.isMark(after) && !(isOfSpacedWord(before) && isOfSpacedWord(after));
    }

    private static boolean isOfSpacedWord(int codePoint) {
        return (Character.isLetterOrDigit(codePoint) || SpokenText.isMark(codePoint))
                && !WITHOUT_EDGES.contains(UnicodeScript.of(codePoint));
    }
}
