package dev.chorale.worker.speak;

import dev.chorale.common.speech.Markup;
import dev.chorale.common.speech.Part;
import dev.chorale.common.speech.SpokenText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Cuts a text with markup into passages: at each pause, and between pauses as {@link Segments} cuts.
 *
 * <p>Segments see a shadow of the text in which brackets are bare, stress is not to be seen, and each syllable or word of
 * sounds is one letter of its script with combining marks that give it its length. They never cut inside a letter with
 * its marks that is no longer than the limit, and so never inside markup. Stress that reaches over a cut is ended before it and begun anew.
 */
final class Passages {
    /** Normalised texts hold it on few letters, for most are composed with it. */
    static final char MARK = '\u0301';

    /** What markup counts in a segment's length: about what it would be in letters, and less than any engine's limit. */
    private static final int SYLLABLE_LENGTH = 2;

    private static final int MAX_WORD_LENGTH = 10;

    private final String language;
    private final int maxCodePoints;
    private final List<Passage> passages = new ArrayList<>();
    private final StringBuilder shadow = new StringBuilder();
    private final Map<Integer, Part> atoms = new HashMap<>();
    private final BitSet stressed = new BitSet();
    private boolean stress;

    private Passages(String language, int maxCodePoints) {
        this.language = language;
        this.maxCodePoints = maxCodePoints;
    }

    /**
     * @param text as {@link Markup#write} spells it
     * @param language a BCP 47 tag
     * @param maxCodePoints of one segment, 10 or more; a syllable counts two, a word of sounds its phonemes, ten at
     *     most, the tags of stress and the escapes of brackets nothing
     * @return in order; what is neither letter nor number between two pauses is left out
     */
    static List<Passage> cut(String text, String language, int maxCodePoints) {
        Passages cutting = new Passages(language, maxCodePoints);
        Markup.read(text).forEach(cutting::add);
        cutting.endSpeech();
        return List.copyOf(cutting.passages);
    }

    private void add(Part part) {
        switch (part) {
            case Part.Plain(String text) -> append(text);
            case Part.Syllable syllable -> appendAtom('好', syllable);
            case Part.Word word -> appendAtom('A', word);
            case Part.Emphasis(boolean begins) -> stress = begins;
            case Part.Pause(Duration length) -> {
                endSpeech();
                passages.add(new Passage.Silence(length));
            }
        }
    }

    private void appendAtom(char letter, Part atom) {
        atoms.put(shadow.length(), atom);
        append(letter + String.valueOf(MARK).repeat(lengthOf(atom) - 1));
    }

    static int lengthOf(Part part) {
        return switch (part) {
            case Part.Plain(String text) -> text.codePointCount(0, text.length());
            case Part.Syllable _ -> SYLLABLE_LENGTH;
            case Part.Word(List<String> phonemes) -> Math.min(phonemes.size(), MAX_WORD_LENGTH);
            case Part.Emphasis _, Part.Pause _ -> 0;
        };
    }

    private void append(String text) {
        stressed.set(shadow.length(), shadow.length() + text.length(), stress);
        shadow.append(text);
    }

    private void endSpeech() {
        String text = shadow.toString();
        if (SpokenText.isSpeakable(text)) {
            int at = 0;
            for (String segment : Segments.cut(text, language, maxCodePoints)) {
                at = text.indexOf(segment, at);
                passages.add(new Passage.Speech(written(at, at + segment.length())));
                at += segment.length();
            }
        }
        shadow.setLength(0);
        atoms.clear();
        stressed.clear();
    }

    /** The stretch of the shadow as the text that it stands for. */
    private String written(int from, int to) {
        List<Part> parts = new ArrayList<>();
        boolean within = false;
        int next;
        for (int at = from; at < to; at = next) {
            if (stressed.get(at) != within) {
                within = !within;
                parts.add(new Part.Emphasis(within));
            }
            Part atom = atoms.get(at);
            next = atom == null ? endOfPlain(at, to, within) : at + lengthOf(atom);
            parts.add(atom == null ? new Part.Plain(unwrapped(at, next)) : atom);
        }
        if (within) {
            parts.add(new Part.Emphasis(false));
        }
        return Markup.write(parts);
    }

    /** Between two characters of a script without spaces, the end of a wrapped line is no pause and no space. */
    private String unwrapped(int from, int to) {
        StringBuilder plain = new StringBuilder(to - from);
        for (int at = from; at < to; at++) {
            boolean isWrap = shadow.charAt(at) == '\n'
                    && Wrapping.isSpaceless(letterBefore(at))
                    && at + 1 < shadow.length()
                    && Wrapping.isSpaceless(shadow.codePointAt(at + 1));
            plain.append(isWrap ? "" : shadow.charAt(at));
        }
        return plain.toString();
    }

    private int letterBefore(int at) {
        int letter = at;
        while (letter > 1 && shadow.charAt(letter - 1) == MARK) {
            letter--;
        }
        return letter == 0 ? MARK : shadow.codePointBefore(letter);
    }

    private int endOfPlain(int from, int to, boolean within) {
        int at = from;
        while (at < to && !atoms.containsKey(at) && stressed.get(at) == within) {
            at++;
        }
        return at;
    }
}
