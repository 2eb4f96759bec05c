package dev.chorale.deploy.admin;

import java.util.ArrayList;
import java.util.List;

/** Comma-separated values (RFC 4180): quotes around what holds commas, quotes or line ends, a quote doubled. */
final class Csv {
    private final String text;
    private final List<List<String>> rows = new ArrayList<>();
    private List<String> row = new ArrayList<>();
    private final StringBuilder cell = new StringBuilder();
    private boolean quoted;

    private Csv(String text) {
        this.text = text;
    }

    /** Its lines that are not empty. */
    static List<List<String>> read(String text) {
        Csv csv = new Csv(text.replace("\r\n", "\n"));
        csv.read();
        return csv.rows;
    }

    private void read() {
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '"') {
                at += quote(at);
            } else if (!quoted && c == ',') {
                endCell();
            } else if (!quoted && c == '\n') {
                endRow();
            } else {
                cell.append(c);
            }
        }
        endRow();
    }

    /** @return how many characters it takes beyond itself */
    private int quote(int at) {
        boolean doubled = quoted && at + 1 < text.length() && text.charAt(at + 1) == '"';
        if (doubled) {
            cell.append('"');
            return 1;
        }
        quoted = !quoted;
        return 0;
    }

    private void endCell() {
        row.add(cell.toString());
        cell.setLength(0);
    }

    private void endRow() {
        endCell();
        if (row.size() > 1 || !row.getFirst().isBlank()) {
            rows.add(row);
        }
        row = new ArrayList<>();
    }
}
