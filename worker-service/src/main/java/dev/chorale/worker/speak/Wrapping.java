package dev.chorale.worker.speak;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;
import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.util.ULocale;
import java.lang.Character.UnicodeScript;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Tells a line that was wrapped at a width from a heading, an item of a list or a verse.
 *
 * <p>Normalised texts hold no blank lines, so the lines themselves must tell. A wrapped line is full: beside the widest of its
 * neighbours there was no room for what the next one begins with. Two headings may be equally wide: a width is what three lines
 * have, or two of which the mark of a sentence follows soon. Nobody wraps at less than {@link #LEAST_COLUMNS}; but a line that
 * ends within a word, in a script without spaces, goes on however short it is.
 */
final class Wrapping {
    private static final int LEAST_COLUMNS = 30;
    private static final int NEIGHBOURS = 3;
    /** So many lines of about one width are no chance. */
    private static final int A_WIDTH = 3;

    /** About the longest word of ICU's dictionaries that matters here. */
    private static final int WORD = 8;

    /** They end a line as well as a sentence. */
    private static final String OTHER_MARKS = "…:：";

    private static final String DIGITS = "[0-9０-９]{1,3}";
    private static final String HAN_NUMBER = "[〇零一二三四五六七八九十百]{1,5}";

    /** The last is a chapter's name, which stands alone or before a space: 第三章 may also begin a line within a sentence. */
    private static final Pattern ITEM = Pattern.compile(String.join(
            "|",
            "[-*•‣–—]\\s",
            "\\(?[0-9]{1,3}[.)]\\s",
            DIGITS + "[、．）]",
            HAN_NUMBER + "[、．.]",
            "[(（](" + DIGITS + "|" + HAN_NUMBER + ")[)）]",
            "[①-⑳⑴-⒇⒈-⒛㈠-㈩㊀-㊉]",
            "第(" + DIGITS + "|" + HAN_NUMBER + ")[章节節回卷部篇集幕话話编編](\\s|[：:、]|\\z)"));

    /** In scripts without spaces what somebody says is often a line without a mark. */
    private static final String QUOTES_OPEN = "「『“（";

    private static final String QUOTES_CLOSE = "」』”）";

    private final String text;
    private final BreakIterator pieces;
    private final BreakIterator words;
    private final List<Integer> starts = new ArrayList<>();
    private final List<Integer> columns = new ArrayList<>();

    Wrapping(String text, ULocale locale) {
        this.text = text;
        this.pieces = BreakIterator.getLineInstance(locale);
        this.words = BreakIterator.getWordInstance(locale);
        pieces.setText(text);
        for (int start = 0, end; start <= text.length(); start = end + 1) {
            end = endOfLine(start);
            starts.add(start);
            columns.add(columns(start, end));
        }
    }

    /** Whether the line that begins there goes on with the sentence of the one before. */
    boolean goesOn(int at) {
        return text.charAt(at - 1) == '\n'
                && !endsWithMark(at - 1)
                && !ITEM.matcher(text).region(at, text.length()).lookingAt()
                && !isBetweenQuotes(at)
                && (isWithinWord(at) || isBehindFullLine(at));
    }

    /** Of a script without spaces between words: Han, kana, Thai and the like, but not Hangul; emoji too. */
    static boolean isSpaceless(int codePoint) {
        return switch (UCharacter.getIntPropertyValue(codePoint, UProperty.LINE_BREAK)) {
            case UCharacter.LineBreak.IDEOGRAPHIC -> !isHangul(codePoint);
            case UCharacter.LineBreak.CONDITIONAL_JAPANESE_STARTER,
                    UCharacter.LineBreak.E_BASE,
                    UCharacter.LineBreak.COMPLEX_CONTEXT -> true;
            default -> false;
        };
    }

    private static boolean isHangul(int codePoint) {
        return UnicodeScript.of(codePoint) == UnicodeScript.HANGUL;
    }

    private boolean endsWithMark(int end) {
        int mark = end - 1;
        while (mark > 0 && (SentenceEnds.isClosing(text.charAt(mark)) || text.charAt(mark) == ' ')) {
            mark--;
        }
        return mark >= 0
                && (UCharacter.hasBinaryProperty(text.charAt(mark), UProperty.S_TERM)
                        || OTHER_MARKS.indexOf(text.charAt(mark)) >= 0);
    }

    private boolean isBetweenQuotes(int at) {
        int before = text.codePointBefore(at - 1);
        int after = text.codePointAt(at);
        boolean opens = QUOTES_OPEN.indexOf(after) >= 0;
        boolean closes = QUOTES_CLOSE.indexOf(before) >= 0;
        return closes && (opens || isSpaceless(after)) || opens && isSpaceless(before);
    }

    private boolean isWithinWord(int at) {
        if (at < 2 || !isSpaceless(text.codePointBefore(at - 1)) || !isSpaceless(text.codePointAt(at))) {
            return false;
        }
        String before = text.substring(Math.max(text.lastIndexOf('\n', at - 2) + 1, at - 1 - WORD), at - 1);
        words.setText(before + text.substring(at, Math.min(endOfLine(at), at + WORD)));
        return !words.isBoundary(before.length());
    }

    private boolean isBehindFullLine(int at) {
        int line = Collections.binarySearch(starts, at) - 1;
        List<Integer> neighbours =
                columns.subList(Math.max(0, line - NEIGHBOURS), Math.min(columns.size(), line + 1 + NEIGHBOURS));
        int widest = Collections.max(neighbours);
        return widest >= LEAST_COLUMNS
                && columns.get(line) + columns(at, endOfPiece(at)) >= widest
                && (isWidth(widest, neighbours) || isBeforeMark(at));
    }

    private static boolean isWidth(int widest, List<Integer> neighbours) {
        return neighbours.stream().filter(wide -> 4 * wide >= 3 * widest).count() >= A_WIDTH;
    }

    /** Whether a sentence ends in the line that begins there or in the next. */
    private boolean isBeforeMark(int at) {
        int end = endOfLine(Math.min(endOfLine(at) + 1, text.length()));
        return text.substring(at, end).codePoints().anyMatch(c -> UCharacter.hasBinaryProperty(c, UProperty.S_TERM));
    }

    /** Where the next line could have been broken first; Korean ones are broken between words. */
    private int endOfPiece(int at) {
        int end = isHangul(text.codePointAt(at)) ? at : pieces.following(at);
        while (end < text.length() && isHangul(text.codePointAt(at)) && !Character.isWhitespace(text.charAt(end))) {
            end++;
        }
        return end > at && Character.isWhitespace(text.charAt(end - 1)) ? end - 1 : end;
    }

    private int endOfLine(int from) {
        int end = text.indexOf('\n', from);
        return end < 0 ? text.length() : end;
    }

    /** As a terminal shows it: the characters of East Asia take two. */
    private int columns(int from, int to) {
        return text.substring(from, to).codePoints().map(Wrapping::columns).sum();
    }

    private static int columns(int codePoint) {
        return switch (UCharacter.getIntPropertyValue(codePoint, UProperty.EAST_ASIAN_WIDTH)) {
            case UCharacter.EastAsianWidth.WIDE, UCharacter.EastAsianWidth.FULLWIDTH -> 2;
            default -> 1;
        };
    }
}
