package dev.chorale.worker.engine.http;

import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Pattern;

/** The header {@code Retry-After}, in seconds or as a date (RFC 9110, section 10.2.3). */
public final class RetryAfter {
    /** A server's word is not taken for longer than this. */
    private static final Duration MOST = Duration.ofHours(1);

    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}");

    private RetryAfter() {}

    /** How long to wait from now on: 0..1 h; empty if the header is absent or makes no sense. */
    public static Optional<Duration> in(HttpHeaders headers, InstantSource clock) {
        return headers.firstValue("retry-after")
                .map(String::strip)
                .flatMap(value -> SECONDS.matcher(value).matches()
                        ? Optional.of(Duration.ofSeconds(Long.parseLong(value)))
                        : date(value).map(then -> Duration.between(clock.instant(), then)))
                .map(RetryAfter::bounded);
    }

    private static Optional<Instant> date(String value) {
        try {
            return Optional.of(ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Duration bounded(Duration wait) {
        Duration least = wait.isNegative() ? Duration.ZERO : wait;
        return least.compareTo(MOST) > 0 ? MOST : least;
    }
}
