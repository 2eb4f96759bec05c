package dev.chorale.deploy.admin;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The parameters of a list. What was not given narrows nothing. */
final class Query {
    private final Map<String, String> parameters = new LinkedHashMap<>();

    Query with(String name, @Nullable String value) {
        if (value != null) {
            parameters.put(name, value);
        }
        return this;
    }

    boolean isEmpty() {
        return parameters.isEmpty();
    }

    /** The parameters by name. */
    Map<String, String> values() {
        return Map.copyOf(parameters);
    }

    /** Text of the user as one step of a path. */
    static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** As it stands behind a path, with these two besides. */
    String page(int limit, @Nullable String cursor) {
        Map<String, String> all = new LinkedHashMap<>(parameters);
        all.put("limit", Integer.toString(limit));
        if (cursor != null) {
            all.put("cursor", cursor);
        }
        return all.entrySet().stream()
                .map(parameter ->
                        parameter.getKey() + "=" + URLEncoder.encode(parameter.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&", "?", ""));
    }
}
