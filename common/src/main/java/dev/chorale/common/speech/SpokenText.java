package dev.chorale.common.speech;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;
import com.ibm.icu.text.Normalizer2;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The one form of a text that the cache key and the engine see: without hidden characters, NFC, CRLF as LF, runs of white
 * space folded, ends trimmed. Letter case and the width of punctuation stay: they change what engines say.
 */
public final class SpokenText {
    /** The longest text of one request, in code points. */
    public static final int MAX_CODE_POINTS = 200_000;

    /** The digit at this place of its row is the last that counts as one letter, see {@link #expandedLength}. */
    private static final int PLAIN_DIGITS = 50;

    /** English names powers of ten up to about this one; what engines make of those beyond has no bound. */
    private static final int NAMELESS_POWER = 300;

    /** A number with an exponent; of several digits without point or sign it may be a hash. */
    private static final Pattern POWER_OF_TEN = Pattern.compile("(?<![\\p{L}\\p{N}])"
            + "(?:\\d|\\d++\\.\\d++|\\d++(?=[eE][+-]))[eE][+-]?(\\d{1,4})"
            + "(?![\\p{L}\\p{N}])");

    private static final String LINE_BREAKS = "\n\r\u2028\u2029";

    /** In the first group what is seen: the flag of a region, whose letters are tags (Unicode Technical Standard 51). */
    private static final Pattern HIDDEN =
            Pattern.compile("(\\x{1F3F4}[\\x{E0030}-\\x{E0039}\\x{E0061}-\\x{E007A}]{1,6}\\x{E007F})"
                    + "|[\\x{202A}-\\x{202E}\\x{2066}-\\x{2069}\\x{FFF9}-\\x{FFFB}\\x{E0000}-\\x{E007F}]+");

    private SpokenText() {}

    /**
     * A run of white space becomes one line feed if it holds a line break, else one space. Takes time by the square of the
     * {@linkplain #longestMarkRun longest run of marks}.
     */
    public static String normalise(String raw) {
        return Normalizer2.getNFCInstance()
                .normalize(folded(withoutHidden(raw)))
                .strip();
    }

    /**
     * Without the characters that turn the direction of writing, or mark annotations between its lines, and without tags but
     * those of flags: nobody sees them.
     */
    static String withoutHidden(String text) {
        return HIDDEN.matcher(text).replaceAll("$1");
    }

    private static String folded(String text) {
        StringBuilder folded = new StringBuilder(text.length());
        boolean inSpace = false;
        for (char c : text.toCharArray()) {
            boolean breaks = LINE_BREAKS.indexOf(c) >= 0;
            boolean isSpace = breaks || c == '\t' || Character.getType(c) == Character.SPACE_SEPARATOR;
            if (!isSpace) {
                folded.append(c);
            } else if (!inSpace) {
                folded.append(breaks ? '\n' : ' ');
            } else if (breaks) {
                folded.setCharAt(folded.length() - 1, '\n');
            }
            inSpace = isSpace;
        }
        return folded.toString();
    }

    /** Whether the text holds a letter or a number that is seen; spaces, punctuation and symbols alone say nothing. */
    public static boolean isSpeakable(String text) {
        return text.codePoints().anyMatch(SpokenText::isSpeakable);
    }

    private static boolean isSpeakable(int codePoint) {
        int type = Character.getType(codePoint);
        return (Character.isLetterOrDigit(codePoint)
                        || type == Character.LETTER_NUMBER
                        || type == Character.OTHER_NUMBER)
                && !isUnseen(codePoint);
    }

    /**
     * The length in code points, of which the n-th digit of one row counts n/50, but 1 at least: what an engine makes words
     * of may become far longer. Numbers as people write them count what they are long; 5,000 digits in a row, 247,649. Those
     * with an exponent count its zeros too, and from 1e300 on more than any text may have.
     */
    public static long expandedLength(String text) {
        return lengthWithRows(text)
                + POWER_OF_TEN
                        .matcher(text)
                        .results()
                        .mapToLong(power -> lengthOfZeros(Integer.parseInt(power.group(1))))
                        .sum();
    }

    private static long lengthOfZeros(int count) {
        return count < NAMELESS_POWER
                ? IntStream.rangeClosed(1, count)
                        .mapToLong(SpokenText::lengthOfDigit)
                        .sum()
                : MAX_CODE_POINTS;
    }

    private static long lengthOfDigit(int inRow) {
        return Math.max(1, inRow / PLAIN_DIGITS);
    }

    private static long lengthWithRows(String text) {
        long length = 0;
        int row = 0;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            int codePoint = text.codePointAt(i);
            if (Character.isDigit(codePoint)) {
                row++;
            } else if (!isUnseen(codePoint)) {
                row = 0;
            }
            length += lengthOfDigit(row);
        }
        return length;
    }

    /**
     * Where the first character stands that no text may hold: a lone surrogate or a control other than tab, line feed
     * and carriage return.
     *
     * @return its index in UTF-16 units, -1 if there is none
     */
    public static int firstForbidden(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c) || (Character.isISOControl(c) && c != '\t' && c != '\n' && c != '\r')) {
                return i;
            }
        }
        return -1;
    }

    /** The longest run of combining marks, in code points; characters between them that nobody sees end no run. */
    public static int longestMarkRun(String text) {
        int longest = 0;
        int run = 0;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            int codePoint = text.codePointAt(i);
            if (isMark(codePoint)) {
                longest = Math.max(longest, ++run);
            } else if (!isUnseen(codePoint)) {
                run = 0;
            }
        }
        return longest;
    }

    /** Whether it is a combining mark. */
    public static boolean isMark(int codePoint) {
        int type = Character.getType(codePoint);
        return type == Character.NON_SPACING_MARK
                || type == Character.COMBINING_SPACING_MARK
                || type == Character.ENCLOSING_MARK;
    }

    /** Whether it has no form of its own: joiners, soft hyphens, and letters that only fill a place, such as U+3164. */
    public static boolean isUnseen(int codePoint) {
        return Character.getType(codePoint) == Character.FORMAT
                || UCharacter.hasBinaryProperty(codePoint, UProperty.DEFAULT_IGNORABLE_CODE_POINT);
    }
}
