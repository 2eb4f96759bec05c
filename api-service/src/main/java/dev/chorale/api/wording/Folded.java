package dev.chorale.api.wording;

import com.ibm.icu.text.Normalizer2;
import dev.chorale.common.speech.Markup.Placed;
import dev.chorale.common.speech.Part;
import dev.chorale.common.speech.SpokenText;
import java.lang.Character.UnicodeScript;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Words without what does not tell them apart: letter case, width, invisible characters, ways of composing a letter (Unicode's
 * NFKC_Casefold), the kind and number of spaces, stress; and in scripts without spaces any space or pause between letters.
 * Each letter knows where it stood in the text as it was sent.
 *
 * <p>There are two foldings: with all marks, and without ornaments, such as a line below {@code damn}.
 */
final class Folded {
    /** Stands for sounds, which are no word. */
    private static final int SOUNDS = 0xFFFC;

    /** Stands for silence; all white space of the text becomes a space. */
    private static final int PAUSE = '\n';

    /** A mark that composes no letter with one of these, or stands on no letter, is an ornament. */
    private static final Set<UnicodeScript> UNMARKED = Set.of(
            UnicodeScript.LATIN,
            UnicodeScript.CYRILLIC,
            UnicodeScript.GREEK,
            UnicodeScript.HAN,
            UnicodeScript.HIRAGANA,
            UnicodeScript.KATAKANA,
            UnicodeScript.HANGUL);

    private static final Normalizer2 FOLDING = Normalizer2.getNFKCCasefoldInstance();

    private final boolean ornaments;
    private int[] letters = new int[64];
    private int[] places = new int[64];
    private int length;

    private Folded(boolean ornaments) {
        this.ornaments = ornaments;
    }

    /** @param ornaments whether marks that compose no letter are kept */
    static Folded of(List<Placed> parts, boolean ornaments) {
        Folded folded = new Folded(ornaments);
        for (Placed placed : parts) {
            switch (placed.part()) {
                case Part.Plain(String text) -> folded.addWords(text, placed.at());
                case Part.Emphasis _ -> {}
                case Part.Pause _ -> folded.add(PAUSE, placed.at());
                case Part.Syllable _, Part.Word _ -> folded.add(SOUNDS, placed.at());
            }
        }
        return folded;
    }

    /** The letters of one word or phrase. */
    static int[] lettersOf(String words, boolean ornaments) {
        return of(List.of(new Placed(new Part.Plain(words.strip()), 1)), ornaments)
                .letters();
    }

    int[] letters() {
        return Arrays.copyOf(letters, length);
    }

    /** Where the letter with that index stood, in code points, the first is 1. */
    int place(int index) {
        return places[index];
    }

    private void addWords(String text, int at) {
        int place = at;
        int start = 0;
        while (start < text.length()) {
            int end = endOfUnit(text, start);
            addUnit(text, start, end, place);
            place += text.codePointCount(start, end);
            start = end;
        }
    }

    /** A unit is folded by itself: nothing behind it changes how. */
    private static int endOfUnit(String text, int start) {
        int end = start + Character.charCount(text.codePointAt(start));
        while (end < text.length() && !FOLDING.hasBoundaryBefore(text.codePointAt(end))) {
            end += Character.charCount(text.codePointAt(end));
        }
        return end;
    }

    private void addUnit(String text, int start, int end, int place) {
        char first = text.charAt(start);
        if (end == start + 1 && first < 0x80) {
            addLetter(Character.toLowerCase(first), place);
        } else {
            FOLDING.normalize(text.substring(start, end)).codePoints().forEach(letter -> addLetter(letter, place));
        }
    }

    private void addLetter(int letter, int place) {
        if (Character.isWhitespace(letter) || Character.isSpaceChar(letter)) {
            addSpace(place);
        } else if (isSeen(letter) && (ornaments || !isOrnament(letter))) {
            if (WordEdges.isOfUnspacedWord(letter)) {
                dropGap();
            }
            add(letter, place);
        }
    }

    private static boolean isSeen(int letter) {
        return !Character.isISOControl(letter) && Character.getType(letter) != Character.FORMAT;
    }

    private void addSpace(int place) {
        if (length == 0 || letters[length - 1] != ' ') {
            add(' ', place);
        }
    }

    private boolean isOrnament(int letter) {
        int type = Character.getType(letter);
        return (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK)
                && (length == 0 || !bearsMarks(letters[length - 1]));
    }

    private static boolean bearsMarks(int base) {
        return (Character.isLetter(base) || SpokenText.isMark(base)) && !UNMARKED.contains(UnicodeScript.of(base));
    }

    private void dropGap() {
        int end = length;
        while (end > 0 && (letters[end - 1] == ' ' || letters[end - 1] == PAUSE)) {
            end--;
        }
        if (end > 0 && WordEdges.isOfUnspacedWord(letters[end - 1])) {
            length = end;
        }
    }

    private void add(int letter, int place) {
        if (length == letters.length) {
            letters = Arrays.copyOf(letters, 2 * length);
            places = Arrays.copyOf(places, 2 * length);
        }
        letters[length] = letter;
        places[length++] = place;
    }
}
