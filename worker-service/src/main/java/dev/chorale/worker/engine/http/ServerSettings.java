package dev.chorale.worker.engine.http;

import dev.chorale.worker.engine.Options;
import dev.chorale.worker.engine.TenantFiles;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

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
 * @param files of the tenants that make voices for it
 */
public record ServerSettings(
        String name,
        List<String> urls,
        Optional<String> model,
        int callsEach,
        Map<String, String> options,
        Limiter.Maker limiters,
        Attendant.Maker attendants,
        TenantFiles files) {
    private static final int MAX_BYTES = 64 << 20;
    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofMinutes(30);

    public ServerSettings {
        urls = List.copyOf(urls);
        options = Map.copyOf(options);
    }

    /** No tenant has a file. */
    public ServerSettings(
            String name,
            List<String> urls,
            Optional<String> model,
            int callsEach,
            Map<String, String> options,
            Limiter.Maker limiters,
            Attendant.Maker attendants) {
        this(name, urls, model, callsEach, options, limiters, attendants, TenantFiles.NONE);
    }

    /** Each process takes just so many calls at once, and is looked after by somebody else. */
    public ServerSettings(
            String name, List<String> urls, Optional<String> model, int callsEach, Map<String, String> options) {
        this(name, urls, model, callsEach, options, (address, calls) -> Limiter.fixed(calls), Attendant.nobody());
    }

    /** The same with tenants' files. */
    public ServerSettings with(TenantFiles others) {
        return new ServerSettings(name, urls, model, callsEach, options, limiters, attendants, others);
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
        return addresses("http://host:port or https://…", url -> web(url, path));
    }

    /** The same of servers of gRPC without TLS: {@code grpc://host:port}, whichever of both schemes the operator gave. */
    public List<URI> grpcAddresses() {
        return addresses("grpc://host:port", ServerSettings::grpc);
    }

    private List<URI> addresses(String expected, Function<String, Optional<URI>> read) {
        if (urls.isEmpty()) {
            throw new IllegalArgumentException(key() + ".url: missing (expected " + expected + ")");
        }
        return urls.stream()
                .map(url -> read.apply(url.strip().replaceFirst("/+$", ""))
                        .orElseThrow(() ->
                                new IllegalArgumentException(key() + ".url: " + url + " (expected " + expected + ")")))
                .distinct()
                .toList();
    }

    private static Optional<URI> web(String bare, String path) {
        return uri((bare.endsWith(path) ? bare.substring(0, bare.length() - path.length()) : bare) + path)
                .filter(uri -> "http".equals(uri.getScheme()) || "https".equals(uri.getScheme()));
    }

    private static Optional<URI> grpc(String bare) {
        return uri(bare.replaceFirst("^http:", "grpc:"))
                .filter(uri -> "grpc".equals(uri.getScheme())
                        && uri.getPort() > 0
                        && uri.getPath().isEmpty());
    }

    private static Optional<URI> uri(String text) {
        try {
            return Optional.of(new URI(text)).filter(uri -> uri.getHost() != null && uri.getQuery() == null);
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }
}
