package dev.chorale.api.audio;

import java.math.BigInteger;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One range of bytes, {@code first} to {@code last} inclusive (RFC 9110, 14.2).
 *
 * <p>A header that is no single byte range is ignored, as the RFC allows: the whole is sent.
 */
record ByteRange(long first, long last) {
    private static final Pattern SINGLE = Pattern.compile("bytes=(\\d*)-(\\d*)");

    private static final BigInteger FARTHEST = BigInteger.valueOf(Long.MAX_VALUE);

    /** The header asks for bytes that the content doesn't have: 416. */
    static final class Unsatisfiable extends Exception {
        private static final long serialVersionUID = 1L;
    }

    long length() {
        return last - first + 1;
    }

    /** The range that the header asks for of a content of {@code size} bytes; nothing where the whole is to be sent. */
    static Optional<ByteRange> of(@Nullable String header, long size) throws Unsatisfiable {
        Matcher range = SINGLE.matcher(header == null ? "" : header.strip());
        if (!range.matches() || (range.group(1).isEmpty() && range.group(2).isEmpty())) {
            return Optional.empty();
        }
        ByteRange asked = range.group(1).isEmpty()
                ? suffix(number(range.group(2)), size)
                : from(number(range.group(1)), range.group(2), size);
        if (asked.first() > asked.last() || asked.first() >= size) {
            throw new Unsatisfiable();
        }
        return Optional.of(asked);
    }

    private static ByteRange suffix(long length, long size) {
        return new ByteRange(Math.max(0, size - length), size - 1);
    }

    private static ByteRange from(long first, String last, long size) throws Unsatisfiable {
        long asked = last.isEmpty() ? size - 1 : number(last);
        if (asked < first) {
            throw new Unsatisfiable();
        }
        return new ByteRange(first, Math.min(asked, size - 1));
    }

    /** Digits of any number: no content is so long that more of them would matter. */
    private static long number(String digits) {
        return new BigInteger(digits).min(FARTHEST).longValueExact();
    }
}
