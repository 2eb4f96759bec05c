package dev.chorale.worker.engine.openai;

import static java.util.Map.entry;

import dev.chorale.worker.engine.Options;
import dev.chorale.worker.engine.http.CallLimits;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an operator says of a server, as yet unread.
 *
 * @param name the engine's name in voices
 * @param urls the addresses of the processes, all of them the same engine; {@code /v1} at the end may be left out
 * @param model sent with each request if present
 * @param callsEach how many calls one process takes at once
 * @param options see {@code docs/configuration.md}
 */
public record OpenAiSettings(
        String name, List<String> urls, Optional<String> model, int callsEach, Map<String, String> options) {
    /** The options, and what they are if nothing is said. */
    static final Map<String, String> OPTIONS = Map.ofEntries(
            entry("voices", Options.NONE),
            entry("language", "und"),
            entry("format", "wav"),
            entry("sample-rate", "24000"),
            entry("stream", "audio"),
            entry("speed", "engine"),
            entry("seed", "false"),
            entry("api-key", Options.NONE),
            entry("max-input", "400"),
            entry("timeout", "PT2M"),
            entry("first-byte", "PT60S"),
            entry("stall", "PT20S"),
            entry("build", Options.NONE));

    private static final int MAX_BYTES = 64 << 20;
    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofMinutes(30);

    public OpenAiSettings {
        urls = List.copyOf(urls);
        options = Map.copyOf(options);
    }

    /** Names no option: one of them is a secret. */
    @Override
    public String toString() {
        return name + " at " + urls;
    }

    String key() {
        return "chorale.worker.engines." + name;
    }

    Options read() {
        return new Options(key() + ".options", options, OPTIONS);
    }

    /** Another build may sound different, another address does not. */
    String build(Options read) {
        return read.text("build").orElse(model.map(m -> "openai/" + m).orElse("openai"));
    }

    static CallLimits limits(Options read) {
        return new CallLimits(
                read.duration("timeout", SHORTEST, LONGEST),
                read.duration("first-byte", SHORTEST, LONGEST),
                read.duration("stall", SHORTEST, LONGEST),
                MAX_BYTES);
    }

    /** Each with {@code /v1} at its end. */
    List<URI> addresses() {
        if (urls.isEmpty()) {
            throw new IllegalArgumentException(key() + ".url: missing (expected http://host:port)");
        }
        return urls.stream().map(this::address).distinct().toList();
    }

    private URI address(String url) {
        try {
            URI uri = new URI(url.strip().replaceFirst("/+$", "").replaceFirst("/v1$", "") + "/v1");
            boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (web && uri.getHost() != null && uri.getQuery() == null) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // Refused below like an address of another kind.
        }
        throw new IllegalArgumentException(key() + ".url: " + url + " (expected http://host:port or https://…)");
    }
}
