package dev.chorale.api.problem;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Refuses by its head a request that the framework would stumble over or take for another, before any of its body is read. */
@ApplicationScoped
public class RequestHead {
    /** Set to true, the framework leaves it to us to refuse URLs: it would do so without a word. */
    public static final String OWN_URL_CHECK = "vertx.disableURIValidation";

    /** Before {@link BodyLimit}, which reads the path. */
    private static final int FIRST = 10_001;

    private static final Pattern MEDIA_RANGE = Pattern.compile("(\\*|[^\\s/;]+/[^\\s/;]+)\\s*(;.*)?");

    void install(@Observes Filters filters) {
        filters.register(RequestHead::check, FIRST);
    }

    private static void check(RoutingContext rc) {
        faultOf(rc.request()).ifPresentOrElse(problem -> BodyLimit.refuseUnread(rc, problem), rc::next);
    }

    private static Optional<Problem> faultOf(HttpServerRequest request) {
        if (!isUrl(request.uri())) {
            return Optional.of(
                    Problem.malformed("", "its URL is none (see RFC 3986 for what must be escaped, and how)"));
        }
        if (request.headers().getAll("Host").size() > 1) {
            return Optional.of(Problem.malformed("Host", "given twice"));
        }
        if (!elements(request, "Accept")
                .allMatch(range -> MEDIA_RANGE.matcher(range).matches())) {
            return Optional.of(Problem.malformed("Accept", "expected media types, as audio/*"));
        }
        boolean asItIs = elements(request, "Content-Encoding").allMatch(coding -> coding.equalsIgnoreCase("identity"));
        return asItIs
                ? Optional.empty()
                : Optional.of(Problem.of(415, "unsupported_media_type", "Send the body without a Content-Encoding."));
    }

    private static boolean isUrl(String target) {
        try {
            return new URI(target).getRawPath() != null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    /** The elements of a header that is a list, on one line or on many; empty ones are none (RFC 9110, 5.6.1). */
    private static Stream<String> elements(HttpServerRequest request, String header) {
        List<String> lines = request.headers().getAll(header);
        return lines.stream()
                .flatMap(line -> Arrays.stream(line.split(",", -1)))
                .map(String::strip)
                .filter(element -> !element.isEmpty());
    }
}
