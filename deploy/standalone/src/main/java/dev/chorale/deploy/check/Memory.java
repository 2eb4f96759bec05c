package dev.chorale.deploy.check;

import dev.chorale.worker.engine.http.Answer;
import dev.chorale.worker.engine.http.CallLimits;
import dev.chorale.worker.engine.http.HttpCall;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How much memory the server's process took on during the check, where it tells that at {@code /metrics}.
 *
 * @param growthMib absent where it does not
 * @param said in one sentence
 */
record Memory(@Nullable Double growthMib, String said) implements Finding {
    private static final Duration LIMIT = Duration.ofSeconds(2);
    private static final CallLimits LIMITS = new CallLimits(LIMIT, LIMIT, LIMIT, 4 << 20);
    private static final Pattern RESIDENT =
            Pattern.compile("(?m)^process_resident_memory_bytes(?:\\{[^}]*})?\\s+(\\S+)");
    private static final Set<String> WEB = Set.of("http", "https");
    private static final double MIB = 1 << 20;

    /** The resident bytes that the server at this address tells of; empty if it tells none within 2 s. Never fails. */
    static OptionalDouble now(URI server) throws InterruptedException {
        if (!WEB.contains(server.getScheme())) {
            return OptionalDouble.empty();
        }
        HttpRequest request = HttpRequest.newBuilder(server.resolve("/metrics")).build();
        return HttpCall.send(request, LIMITS) instanceof Answer.Given answer
                ? resident(new String(answer.body(), StandardCharsets.UTF_8))
                : OptionalDouble.empty();
    }

    static OptionalDouble resident(String metrics) {
        Matcher found = RESIDENT.matcher(metrics);
        try {
            return found.find() ? OptionalDouble.of(Double.parseDouble(found.group(1))) : OptionalDouble.empty();
        } catch (NumberFormatException e) {
            return OptionalDouble.empty();
        }
    }

    static Memory between(OptionalDouble before, OptionalDouble after) {
        if (before.isEmpty() || after.isEmpty()) {
            return new Memory(null, "cannot be told: the server has no process_resident_memory_bytes at /metrics");
        }
        double mib = Math.round((after.getAsDouble() - before.getAsDouble()) / MIB * 10) / 10.0;
        return new Memory(
                mib,
                String.format(Locale.ROOT, "%+.1f MiB during the check, now %.0f MiB", mib, after.getAsDouble() / MIB));
    }

    @Override
    public List<String> told() {
        return List.of(said);
    }
}
