package dev.chorale.worker.supervise;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/** The end of what a program wrote; all before is forgotten. Thread-safe. */
final class LastLines {
    static final int MOST_LINES = 20;
    static final int LONGEST_LINE = 300;

    private final Deque<String> lines = new ArrayDeque<>();
    private final StringBuilder line = new StringBuilder();

    /** Reads to the end, so that the program never waits for a reader. */
    void drain(InputStream output) {
        try (Reader reader = new BufferedReader(new InputStreamReader(output, StandardCharsets.UTF_8))) {
            for (int c = reader.read(); c >= 0; c = reader.read()) {
                add((char) c);
            }
        } catch (IOException broken) {
            // The program was killed while it wrote: what came is all there is.
        }
    }

    private synchronized void add(char c) {
        if (c == '\n' || c == '\r') {
            endLine();
        } else if (line.length() < LONGEST_LINE) {
            line.append(Character.isISOControl(c) ? ' ' : c);
        }
    }

    private void endLine() {
        if (!line.isEmpty()) {
            if (lines.size() == MOST_LINES) {
                lines.removeFirst();
            }
            lines.add(line.toString());
            line.setLength(0);
        }
    }

    /** The last 20 lines of up to 300 characters, and what stands behind them without an end. */
    synchronized String text() {
        String whole = String.join("\n", lines);
        return line.isEmpty() ? whole : (whole + "\n" + line).strip();
    }
}
