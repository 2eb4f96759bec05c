package dev.chorale.worker.engine.http;

import dev.chorale.worker.engine.Options;
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
 * @param urls the addresses of the processes, all of them the same engine
 * @param model the model's name, for servers that are asked for one
 * @param callsEach how many calls one process takes at once; where that is found, the first guess
 * @param options see {@code docs/configuration.md}
 * @param limiters of its processes
 * @param attendants of its processes
 */
public record ServerSettings(
        String name,
        List<String> urls,
        Optional<String> model,
        int callsEach,
        Map<String, String> options,
        Limiter.Maker limiters,
        Attendant.Maker attendants) {
    private static final int MAX_BYTES = 64 << 20;
    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofMinutes(30);

    public ServerSettings {
        urls = List.copyOf(urls);
        options = Map.copyOf(options);
    }

    /** Each process takes just so many calls at once, and is looked after by somebody else. */
    public ServerSettings(
            String name, List<String> urls, Optional<String> model, int callsEach, Map<String, String> options) {
        this(name, urls, model, callsEach, options, (address, calls) -> Limiter.fixed(calls), Attendant.nobody());
    }

    /** Of the process at that address. */
    public Limiter limiter(URI address) {
        return limiters.of(address, callsEach);
    }

    /** Names no option: one of them may be a secret. */
    @Override
    public String toString() {
        return name + " at " + urls;
    }

    /** What stands before each of its settings. */
    public String key() {
        return "chorale.worker.engines." + name;
    }

    /** What stands before each of its options. */
    public String optionsKey() {
        return key() + ".options";
    }

    /** For servers that have one model and are asked for none. */
    public void refuseModel(String kind) {
        model.ifPresent(named -> {
            throw new IllegalArgumentException(key() + ".model: " + named + " (expected none for " + kind + ")");
        });
    }

    /** The limits of a call from the options {@code timeout}, {@code first-byte} and {@code stall}; 64 MiB of answer. */
    public static CallLimits limits(Options read) {
        return new CallLimits(limit(read, "timeout"), limit(read, "first-byte"), limit(read, "stall"), MAX_BYTES);
    }

    /** A limit of time from an option. */
    public static Duration limit(Options read, String key) {
        return read.duration(key, SHORTEST, LONGEST);
    }

    /**
     * The addresses, each once.
     *
     * @param path that each shall end with, whether the operator gave it or not: {@code /v1}; empty for none
     */
    public List<URI> addresses(String path) {
        if (urls.isEmpty()) {
            throw new IllegalArgumentException(key() + ".url: missing (expected http://host:port)");
        }
        return urls.stream().map(url -> address(url, path)).distinct().toList();
    }

    private URI address(String url, String path) {
        try {
            String bare = url.strip().replaceFirst("/+$", "");
            URI uri = new URI((bare.endsWith(path) ? bare.substring(0, bare.length() - path.length()) : bare) + path);
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
