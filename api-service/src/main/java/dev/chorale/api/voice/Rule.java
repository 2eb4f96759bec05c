package dev.chorale.api.voice;

import dev.chorale.common.speech.VoiceFileId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * What a setting may be.
 *
 * @param expected for people: what to send instead
 */
record Rule(boolean required, Predicate<String> right, String expected) {
    private static final int LONGEST_PATH = 255;
    /** Names with a slash between, none of them {@code .} or {@code ..}. */
    private static final Pattern PATH =
            Pattern.compile("(?!\\.{1,2}(/|$))[^/\\\\\\p{Cntrl}]+(/(?!\\.{1,2}(/|$))[^/\\\\\\p{Cntrl}]+)*");

    /** What is meant for an id and is none would be looked for as a path. */
    private static final Pattern LIKE_AN_ID = Pattern.compile("file_[^./]*", Pattern.CASE_INSENSITIVE);

    static Rule file(String extension) {
        String expected = "expected a file" + (extension.isEmpty() ? "" : " *" + extension)
                + " by its path below the engine's shared-dir: relative, without ..; or the id of an uploaded one: file_"
                + " and 64 hexadecimal digits in lower case";
        return new Rule(
                true,
                value -> VoiceFileId.read(value).isPresent()
                        || (isPath(value) && value.toLowerCase(Locale.ROOT).endsWith(extension)),
                expected);
    }

    static Rule text(int longest) {
        return new Rule(
                true,
                text -> text.codePointCount(0, text.length()) <= longest,
                "expected a text of at most " + longest + " code points");
    }

    static Rule oneOf(List<String> words) {
        return new Rule(true, words::contains, "expected one of " + String.join(", ", words));
    }

    static Rule like(String regex, String expected) {
        return new Rule(true, Pattern.compile(regex).asMatchPredicate(), expected);
    }

    Rule optional() {
        return new Rule(false, right, expected);
    }

    /** What is wrong with the value, if anything; empty stands for one that is not there. */
    Optional<String> fault(Optional<String> value) {
        if (value.isEmpty()) {
            return required ? Optional.of("missing (" + expected + ")") : Optional.empty();
        }
        return value.filter(right.negate()).map(_ -> expected);
    }

    private static boolean isPath(String path) {
        return path.length() <= LONGEST_PATH
                && PATH.matcher(path).matches()
                && !LIKE_AN_ID.matcher(path).matches();
    }
}
