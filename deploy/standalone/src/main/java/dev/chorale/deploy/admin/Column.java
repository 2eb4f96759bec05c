package dev.chorale.deploy.admin;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.StringJoiner;
import java.util.function.Function;

/**
 * One thing that there is to see of a row.
 *
 * @param title in capitals, as terminals have it
 * @param cell the text for a row; empty if the row has no such thing
 */
record Column(String title, Function<JsonNode, String> cell) {
    /** A field by its path: {@code error/code}. Lists are joined by commas. */
    static Column of(String title, String path) {
        return new Column(title, row -> text(row.at("/" + path)));
    }

    /** A time, in the zone of this machine, to the second. */
    static Column time(String title, String path) {
        return new Column(title, row -> time(row.path(path).asText()));
    }

    /** How many elements a list has. */
    static Column count(String title, String path) {
        return new Column(title, row -> Integer.toString(row.path(path).size()));
    }

    private static String text(JsonNode value) {
        if (!value.isArray()) {
            return printable(value.asText());
        }
        StringJoiner all = new StringJoiner(",");
        value.forEach(element -> all.add(printable(element.asText())));
        return all.toString();
    }

    /** Whoever made a name must not move the reader's cursor with it. */
    private static String printable(String text) {
        return text.replaceAll("\\p{Cc}", " ");
    }

    private static String time(String text) {
        try {
            return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
                    Instant.parse(text).truncatedTo(ChronoUnit.SECONDS).atZone(ZoneId.systemDefault()));
        } catch (DateTimeException e) {
            return printable(text);
        }
    }
}
