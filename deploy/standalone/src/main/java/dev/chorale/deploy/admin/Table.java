package dev.chorale.deploy.admin;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Rows as aligned columns, or one row as aligned lines. Plain text without a colour. */
record Table(List<Column> columns) {
    private static final String GAP = "  ";

    Table {
        columns = List.copyOf(columns);
    }

    static Table of(Column... columns) {
        return new Table(List.of(columns));
    }

    /** A line of titles, and one for each row. */
    List<String> lines(List<JsonNode> rows) {
        List<List<String>> cells = new ArrayList<>();
        cells.add(columns.stream().map(Column::title).toList());
        rows.forEach(row -> cells.add(cellsOf(row)));
        int[] widths = IntStream.range(0, columns.size())
                .map(column -> widest(cells.stream().map(row -> row.get(column))))
                .toArray();
        return cells.stream().map(row -> line(row, widths)).toList();
    }

    /** A line for each column that the row has something in: {@code state  failed}. */
    List<String> card(JsonNode row) {
        List<String> cells = cellsOf(row);
        int width = widest(columns.stream().map(Column::title));
        return IntStream.range(0, cells.size())
                .filter(i -> !cells.get(i).isEmpty())
                .mapToObj(i -> padded(columns.get(i).title().toLowerCase(Locale.ROOT), width) + GAP + cells.get(i))
                .toList();
    }

    private List<String> cellsOf(JsonNode row) {
        return columns.stream().map(column -> column.cell().apply(row)).toList();
    }

    private static String line(List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            line.append(padded(cells.get(i), widths[i])).append(GAP);
        }
        return line.toString().stripTrailing();
    }

    private static int widest(Stream<String> texts) {
        return texts.mapToInt(text -> text.codePointCount(0, text.length()))
                .max()
                .orElse(0);
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.codePointCount(0, text.length())));
    }
}
