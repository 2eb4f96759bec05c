package dev.chorale.worker.memory;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line of Prometheus' text format, version 0.0.4.
 *
 * @param labels by name, as written: escapes are kept, because labels are only compared
 */
record Sample(String name, Map<String, String> labels, double value) {
    /** Far beyond what exporters write; the patterns below take a stack that grows with the line. */
    private static final int LONGEST_LINE = 4_000;

    private static final Pattern LINE =
            Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)\\s*(?:\\{(.*)})?\\s*([^\\s{}]+)(?:\\s+-?[0-9]+)?");
    private static final Pattern LABEL = Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\]++|\\\\.)*)\"");

    Sample {
        labels = Map.copyOf(labels);
    }

    /** All that can be read; comments, and lines that are something else, are passed over. */
    static List<Sample> read(String page) {
        return page.lines()
                .map(String::strip)
                .filter(line -> line.length() <= LONGEST_LINE && !line.startsWith("#"))
                .flatMap(line -> of(line).stream())
                .toList();
    }

    private static Optional<Sample> of(String line) {
        Matcher found = LINE.matcher(line);
        return found.matches() ? number(found.group(3)).map(value -> sample(found, value)) : Optional.empty();
    }

    private static Sample sample(Matcher line, double value) {
        Map<String, String> labels = new HashMap<>();
        if (line.group(2) != null) {
            LABEL.matcher(line.group(2)).results().forEach(label -> labels.put(label.group(1), label.group(2)));
        }
        return new Sample(line.group(1), labels, value);
    }

    private static Optional<Double> number(String text) {
        try {
            return Optional.of(Double.parseDouble(text)).filter(Double::isFinite);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
