package dev.chorale.worker.engine.http;

import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The header {@code Retry-After}, in seconds or as a date (RFC 9110, section 10.2.3). */
public final class RetryAfter {
    /** A server's word is not taken for longer than this. */
    private static final Duration MOST = Duration.ofHours(1);

    private static final Pattern SECONDS = Pattern.compile("[0-9]+");
    /** More are longer than any wait, and in the end than a {@code long}. */
    private static final int MOST_DIGITS = 9;

    /** The usual form, and two that are obsolete and must be read (RFC 9110, section 5.6.7). */
    private static final List<DateTimeFormatter> DATES = List.of(
            DateTimeFormatter.RFC_1123_DATE_TIME,
            DateTimeFormatter.ofPattern("EEEE, dd-MMM-uu HH:mm:ss 'GMT'", Locale.US)
                    .withZone(ZoneOffset.UTC),
            DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss uuuu", Locale.US).withZone(ZoneOffset.UTC));

    private RetryAfter() {}

    /** How long to wait from now on: 0..1 h; empty if the header is absent or makes no sense. */
    public static Optional<Duration> in(HttpHeaders headers, InstantSource clock) {
        return headers.firstValue("retry-after")
                .map(String::strip)
                .flatMap(value -> SECONDS.matcher(value).matches()
                        ? Optional.of(seconds(value))
                        : date(value).map(then -> Duration.between(clock.instant(), then)))
                .map(RetryAfter::bounded);
    }

    private static Duration seconds(String digits) {
        return digits.length() > MOST_DIGITS ? MOST : Duration.ofSeconds(Long.parseLong(digits));
    }

    private static Optional<Instant> date(String value) {
        return DATES.stream().flatMap(form -> date(value, form).stream()).findFirst();
    }

    private static Optional<Instant> date(String value, DateTimeFormatter form) {
        try {
            return Optional.of(ZonedDateTime.parse(value, form).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Duration bounded(Duration wait) {
        Duration least = wait.isNegative() ? Duration.ZERO : wait;
        return least.compareTo(MOST) > 0 ? MOST : least;
    }
}
