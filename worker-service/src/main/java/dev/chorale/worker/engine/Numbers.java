package dev.chorale.worker.engine;

import java.util.regex.Pattern;

/** Numbers as people write them, for engines that read a mark within one as the end of it. */
public final class Numbers {
    private static final Pattern GROUPING = Pattern.compile("(?<=[0-9]),(?=[0-9]{3}(?![0-9]))");

    private Numbers() {}

    /** Without the commas between groups of three digits: {@code 12500} for {@code 12,500}. */
    public static String ungrouped(String text) {
        return GROUPING.matcher(text).replaceAll("");
    }
}
