package dev.chorale.api.wording;

import java.lang.Character.UnicodeScript;
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

    private WordEdges() {}

    static boolean areAround(int[] text, int start, int end) {
        return isEdge(text, start) && isEdge(text, end);
    }

    private static boolean isEdge(int[] text, int at) {
        if (at == 0 || at == text.length) {
            return true;
        }
        int before = text[at - 1];
        int after = text[at];
        return !isMark(after) && !(isOfSpacedWord(before) && isOfSpacedWord(after));
    }

    private static boolean isOfSpacedWord(int codePoint) {
        return (Character.isLetterOrDigit(codePoint) || isMark(codePoint))
                && !WITHOUT_EDGES.contains(UnicodeScript.of(codePoint));
    }

    private static boolean isMark(int codePoint) {
        int type = Character.getType(codePoint);
        return type == Character.NON_SPACING_MARK
                || type == Character.COMBINING_SPACING_MARK
                || type == Character.ENCLOSING_MARK;
    }
}
