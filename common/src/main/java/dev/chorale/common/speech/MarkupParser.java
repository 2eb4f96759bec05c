package dev.chorale.common.speech;

import com.ibm.icu.text.Normalizer2;
import dev.chorale.common.speech.Markup.Placed;
import dev.chorale.common.speech.Markup.Reading;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One walk over one text, see {@link Markup}. */
final class MarkupParser {
    private static final int LONGEST_TOKEN = 24;
    /** More than any word has: the brackets of two words without a space between. */
    private static final int MAX_PHONEMES = 40;

    private static final Pattern PAUSE = Pattern.compile("pause +(?:([0-9]{1,5})ms|([0-9]{1,2}(?:\\.[0-9]{1,3})?)s)");
    private static final String HOW = "expected pinyin [h][ào], ARPAbet [HH][AH0][L][OW1], [pause 500ms] or"
            + " [emphasis]…[/emphasis]; write \\[ for a bracket that is only a bracket";

    private final String text;
    private final boolean lenient;
    private final List<Placed> parts = new ArrayList<>();
    private final StringBuilder plain = new StringBuilder();
    private int plainAt;
    private int emphasisAt = -1;
    private int at;

    private int counted;
    private int countedPoints;

    private Reading.@Nullable Wrong wrong;

    /** @param lenient whether what is no markup is words */
    MarkupParser(String text, boolean lenient) {
        this.text = text;
        this.lenient = lenient;
    }

    Reading read() {
        while (at < text.length() && wrong == null) {
            step();
        }
        if (wrong == null && emphasisAt >= 0 && !lenient) {
            fail(emphasisAt, "[emphasis] without its end; write [/emphasis] behind what is stressed");
        }
        flush();
        return wrong == null ? new Reading.Whole(List.copyOf(parts)) : wrong;
    }

    private void step() {
        char c = text.charAt(at);
        if (c == '\\' && at + 1 < text.length() && "[]".indexOf(text.charAt(at + 1)) >= 0) {
            if (!lenient) {
                // A part of its own, so that a place within a part is a place in the text.
                flush();
            }
            at++;
            literal();
        } else if (c != '[') {
            literal();
        } else if (!markup(at) && lenient) {
            literal();
        }
    }

    private void literal() {
        if (plain.isEmpty()) {
            plainAt = at;
        }
        plain.append(text.charAt(at++));
    }

    /** Takes the markup that begins here; false, with the mistake noted, where there is none. */
    private boolean markup(int start) {
        String token = token(start).orElse("");
        Matcher pause = PAUSE.matcher(token);
        if (pause.matches()) {
            return pause(start, token, pause);
        }
        if (token.equals("emphasis") || token.equals("/emphasis")) {
            return emphasis(start, token);
        }
        if (Arpabet.isPhoneme(token)) {
            return word(start);
        }
        return syllable(start, Normalizer2.getNFCInstance().normalize(token));
    }

    /** What stands in the brackets that open here, if they do and are closed. */
    private Optional<String> token(int open) {
        if (open >= text.length() || text.charAt(open) != '[') {
            return Optional.empty();
        }
        int close = text.indexOf(']', open, Math.min(text.length(), open + LONGEST_TOKEN));
        return close < 0 ? Optional.empty() : Optional.of(text.substring(open + 1, close));
    }

    private static int behind(int open, String token) {
        return open + token.length() + 2;
    }

    private boolean pause(int start, String token, Matcher given) {
        BigDecimal millis = given.group(1) != null
                ? new BigDecimal(given.group(1))
                : new BigDecimal(given.group(2)).movePointRight(3);
        Duration length = Duration.ofMillis(millis.longValueExact());
        if (length.compareTo(Markup.SHORTEST_PAUSE) < 0 || length.compareTo(Markup.LONGEST_PAUSE) > 0) {
            return fail(start, "a pause lasts 1ms to 10s; write [pause 500ms] or [pause 0.5s]");
        }
        return take(start, new Part.Pause(length), behind(start, token));
    }

    private boolean emphasis(int start, String token) {
        boolean begins = token.equals("emphasis");
        if (begins == (emphasisAt >= 0)) {
            return fail(
                    start,
                    begins
                            ? "[emphasis] within [emphasis]; end the first with [/emphasis]"
                            : "[/emphasis] that ends nothing; write [emphasis] before what is stressed");
        }
        emphasisAt = begins ? start : -1;
        return take(start, new Part.Emphasis(begins), behind(start, token));
    }

    private boolean word(int start) {
        List<String> phonemes = new ArrayList<>();
        int next = start;
        for (Optional<String> token = token(next);
                phonemes.size() <= MAX_PHONEMES
                        && token.filter(Arpabet::isPhoneme).isPresent();
                token = token(next)) {
            phonemes.add(token.get());
            next = behind(next, token.get());
        }
        if (phonemes.size() > MAX_PHONEMES) {
            return fail(start, "over " + MAX_PHONEMES + " phonemes in one word; put spaces between words");
        }
        return phonemes.stream().anyMatch(Arpabet::isVowel)
                ? take(start, new Part.Word(phonemes), next)
                : fail(start, "an ARPAbet word has a vowel with its stress, as in [HH][AH0][L][OW1]; " + HOW);
    }

    private boolean syllable(int start, String token) {
        int next = behind(start, token(start).orElse(""));
        Optional<String> rime = token(next);
        if (Pinyin.isInitial(token) && rime.isPresent()) {
            return syllable(start, token, rime.get(), behind(next, rime.get()));
        }
        return syllable(start, "", token, next);
    }

    private boolean syllable(int start, String initial, String rime, int next) {
        return Pinyin.isSyllable(initial, Normalizer2.getNFCInstance().normalize(rime))
                ? take(start, new Part.Syllable(initial, Pinyin.spelled(rime)), next)
                : fail(start, initial.isEmpty() ? HOW : "no syllable of Mandarin; " + HOW);
    }

    private boolean take(int start, Part part, int next) {
        flush();
        parts.add(new Placed(part, place(start)));
        at = next;
        return true;
    }

    private boolean fail(int start, String message) {
        if (!lenient) {
            wrong = new Reading.Wrong(place(start), message);
        }
        return false;
    }

    private void flush() {
        if (!plain.isEmpty()) {
            parts.add(new Placed(new Part.Plain(plain.toString()), place(plainAt)));
            plain.setLength(0);
        }
    }

    /** Counts on from the place before, so that a text full of markup is walked once. */
    private int place(int index) {
        int from = index < counted ? 0 : counted;
        countedPoints = (from == 0 ? 0 : countedPoints) + text.codePointCount(from, index);
        counted = index;
        return countedPoints + 1;
    }
}
