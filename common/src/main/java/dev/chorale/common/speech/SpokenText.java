package dev.chorale.common.speech;

import com.ibm.icu.text.Normalizer2;
import java.util.regex.Pattern;

/**
 * The one form of a text that the cache key and the engine see: NFC, CRLF as LF, runs of white space folded, ends
 * trimmed. Letter case and the width of punctuation stay: they change what engines say.
 */
public final class SpokenText {
    /** The longest text of one request, in code points. */
    public static final int MAX_CODE_POINTS = 200_000;

    private static final Pattern PARAGRAPH_BREAK = Pattern.compile("[\\p{Zs}\\t]*\\n[\\p{Zs}\\t\\n]*");
    private static final Pattern SPACES = Pattern.compile("[\\p{Zs}\\t]+");

    private SpokenText() {}

    /** A run of white space becomes one line feed if it holds one, else one space. */
    public static String normalise(String raw) {
        String text = Normalizer2.getNFCInstance().normalize(raw);
        text = text.replace("\r\n", "\n")
                .replace('\r', '\n')
                .replace('\u2028', '\n')
                .replace('\u2029', '\n');
        text = PARAGRAPH_BREAK.matcher(text).replaceAll("\n");
        return SPACES.matcher(text).replaceAll(" ").strip();
    }

    /** Whether the text holds a letter or a digit; spaces, punctuation and symbols alone say nothing. */
    public static boolean isSpeakable(String text) {
        return text.codePoints().anyMatch(Character::isLetterOrDigit);
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
            } else if (Character.isSurrogate(c) || (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7F) {
                return i;
            }
        }
        return -1;
    }

    /** The longest run of combining marks, in code points. */
    public static int longestMarkRun(String text) {
        int longest = 0;
        int run = 0;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            run = isMark(text.codePointAt(i)) ? run + 1 : 0;
            longest = Math.max(longest, run);
        }
        return longest;
    }

    private static boolean isMark(int codePoint) {
        int type = Character.getType(codePoint);
        return type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK;
    }
}
