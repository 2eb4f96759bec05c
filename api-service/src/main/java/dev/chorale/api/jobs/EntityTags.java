package dev.chorale.api.jobs;

import java.util.Arrays;
import java.util.List;

/** The list in If-Match or If-None-Match (RFC 9110, 13.1): {@code *} stands for whatever is there. */
public record EntityTags(List<String> tags) {
    private static final String ANY = "*";
    private static final String WEAK = "W/";

    public EntityTags {
        tags = List.copyOf(tags);
    }

    /** @param lines the header as often as it came */
    public static EntityTags of(List<String> lines) {
        return new EntityTags(lines.stream()
                .flatMap(line -> Arrays.stream(line.split(",", -1)))
                .map(String::strip)
                .toList());
    }

    /** By the weak comparison, as If-None-Match wants it. */
    public boolean match(String tag) {
        return tags.stream().anyMatch(t -> t.equals(ANY) || opaque(t).equals(opaque(tag)));
    }

    /** By the strong comparison, as If-Match wants it: a weak tag is like no other. True where no header came. */
    public boolean allow(String tag) {
        boolean strong = !tag.startsWith(WEAK);
        return tags.isEmpty() || tags.stream().anyMatch(t -> t.equals(ANY) || strong && t.equals(tag));
    }

    private static String opaque(String tag) {
        return tag.startsWith(WEAK) ? tag.substring(WEAK.length()) : tag;
    }
}
