package dev.chorale.api.webhook;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;

/**
 * Whether a URL may be called as a receiver, as far as its text can tell; what its name resolves to is checked by
 * {@link GuardedDns} at each connection.
 *
 * <p>Checked is the parser's reading that also makes the connection, so the two can't disagree about the host.
 */
public final class ReceiverAddress {
    private static final int MAX_LENGTH = 2048;
    private static final Set<Integer> PORTS = Set.of(443, 8443);
    private static final Pattern START = Pattern.compile("(?i)https?://[^/?#]+.*");
    private static final Pattern DOTTED_QUAD =
            Pattern.compile("((25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(\\.(?!$)|$)){4}");
    /** Browsers and some resolvers read a name with such a last label as an IPv4 address (WHATWG URL, 3.5). */
    private static final Pattern ENDS_IN_NUMBER = Pattern.compile("(.*\\.)?(\\d+|0[xX][0-9a-fA-F]*)\\.?");

    private ReceiverAddress() {}

    /**
     * @param allowPrivate whether http, any port, private and loopback addresses and names without a dot are taken too
     * @return why the URL is refused, for its caller to read; nothing where it may be used
     */
    public static Optional<String> reasonAgainst(String url, boolean allowPrivate) {
        if (url.length() > MAX_LENGTH) {
            return Optional.of("expected at most " + MAX_LENGTH + " characters");
        }
        HttpUrl parsed = isPlain(url) ? HttpUrl.parse(url) : null;
        if (parsed == null) {
            return Optional.of("expected an absolute https URL");
        }
        return againstParts(url, parsed, allowPrivate).or(() -> againstHost(parsed.host(), allowPrivate));
    }

    private static boolean isPlain(String url) {
        boolean printable = url.chars().allMatch(c -> c > ' ' && c != '\\' && !Character.isISOControl(c));
        return printable
                && START.matcher(url).matches()
                && StandardCharsets.UTF_8.newEncoder().canEncode(url);
    }

    private static Optional<String> againstParts(String url, HttpUrl parsed, boolean allowPrivate) {
        String authority = url.split("[/?#]", 4)[2];
        if (!parsed.isHttps() && !allowPrivate) {
            return Optional.of("expected https");
        }
        if (authority.contains("@")) {
            return Optional.of("expected no user or password");
        }
        if (url.contains("#")) {
            return Optional.of("expected no fragment");
        }
        if (!PORTS.contains(parsed.port()) && !allowPrivate) {
            return Optional.of("expected port 443 or 8443");
        }
        return Optional.empty();
    }

    private static Optional<String> againstHost(String host, boolean allowPrivate) {
        if (isLiteral(host)) {
            boolean allowed = new AddressRule(allowPrivate).allows(InetAddress.ofLiteral(host));
            return allowed ? Optional.empty() : Optional.of("expected a public address");
        }
        if (ENDS_IN_NUMBER.matcher(host).matches() || host.endsWith(".")) {
            return Optional.of("expected a host name or an address of four decimal numbers");
        }
        if (!allowPrivate
                && (!host.contains(".") || host.toLowerCase(Locale.ROOT).endsWith(".localhost"))) {
            return Optional.of("expected a public host name");
        }
        return Optional.empty();
    }

    private static boolean isLiteral(String host) {
        return host.contains(":") || DOTTED_QUAD.matcher(host).matches();
    }
}
