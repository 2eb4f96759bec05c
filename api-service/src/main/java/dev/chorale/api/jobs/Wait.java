package dev.chorale.api.jobs;

import dev.chorale.api.problem.Problem;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How long a caller would wait for the end of a job: {@code Prefer: wait=N} (RFC 7240) or the query parameter {@code wait}. */
public final class Wait {
    /** The longest wait granted. */
    public static final int MAX_SECONDS = 20;

    private static final Pattern SECONDS = Pattern.compile("\\d+");
    private static final Pattern PREFERENCE = Pattern.compile("(?i)\\s*wait\\s*=\\s*\"?(\\d+)\"?\\s*(;.*)?");

    private Wait() {}

    /** What the headers ask for, clamped to {@link #MAX_SECONDS}; a preference that can't be read is no preference. */
    public static Optional<Duration> preferred(List<String> preferHeaders) {
        return preferHeaders.stream()
                .flatMap(header -> Arrays.stream(header.split(",", -1)))
                .map(PREFERENCE::matcher)
                .filter(Matcher::matches)
                .map(found -> clamped(found.group(1)))
                .findFirst();
    }

    /** @throws Problem.Refusal 422 where the parameter is no number of seconds */
    public static Optional<Duration> asked(@Nullable String parameter) {
        if (parameter == null) {
            return Optional.empty();
        }
        if (!SECONDS.matcher(parameter).matches()) {
            throw Problem.invalid("wait", "expected seconds, 0.." + MAX_SECONDS).refusal();
        }
        return Optional.of(clamped(parameter));
    }

    private static Duration clamped(String seconds) {
        return Duration.ofSeconds(
                new BigInteger(seconds).min(BigInteger.valueOf(MAX_SECONDS)).intValueExact());
    }
}
