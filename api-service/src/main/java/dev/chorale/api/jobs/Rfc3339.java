package dev.chorale.api.jobs;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Times as the API writes them: RFC 3339, UTC, milliseconds. */
public final class Rfc3339 {
    private static final DateTimeFormatter MILLIS =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);
    private static final int FIRST_YEAR = 1970;
    private static final int LAST_YEAR = 9999;

    private Rfc3339() {}

    public static String write(Instant time) {
        return MILLIS.format(time);
    }

    public static @Nullable String writeIfThere(@Nullable Instant time) {
        return time == null ? null : write(time);
    }

    /** The time behind the text, with any offset; nothing where the text is no such time of the years 1970 to 9999. */
    public static Optional<Instant> read(String text) {
        try {
            OffsetDateTime time = OffsetDateTime.parse(text);
            boolean usable = time.getYear() >= FIRST_YEAR && time.getYear() <= LAST_YEAR;
            return usable ? Optional.of(time.toInstant()) : Optional.empty();
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
