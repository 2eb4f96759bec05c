package dev.chorale.api.wording;

import com.ibm.icu.text.Normalizer2;
import dev.chorale.common.speech.Markup.Placed;
import dev.chorale.common.speech.Part;
import java.util.Arrays;
import java.util.List;

/**
 * Words without what does not tell them apart: letter case, width, invisible characters, ways of composing a letter (Unicode's
 * NFKC_Casefold), the kind and number of spaces, stress. Each letter knows where it stood in the text as it was sent.
 */
final class Folded {
    /** Stands for what is no word: a pause, sounds. */
    private static final int SEPARATOR = 0xFFFC;

    private static final Normalizer2 FOLDING = Normalizer2.getNFKCCasefoldInstance();

    private int[] letters = new int[64];
    private int[] places = new int[64];
    private int length;

    private Folded() {}

    static Folded of(List<Placed> parts) {
        Folded folded = new Folded();
        for (Placed placed : parts) {
            switch (placed.part()) {
                case Part.Plain(String text) -> folded.addWords(text, placed.at());
                case Part.Emphasis _ -> {}
                case Part.Pause _, Part.Syllable _, Part.Word _ -> folded.add(SEPARATOR, placed.at());
            }
        }
        return folded;
    }

    /** The letters of one word or phrase. */
    static int[] lettersOf(String words) {
        return of(List.of(new Placed(new Part.Plain(words.strip()), 1))).letters();
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
        boolean isSpace = Character.isWhitespace(letter) || Character.isSpaceChar(letter);
        if (!isSpace) {
            add(letter, place);
        } else if (length == 0 || letters[length - 1] != ' ') {
            add(' ', place);
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
