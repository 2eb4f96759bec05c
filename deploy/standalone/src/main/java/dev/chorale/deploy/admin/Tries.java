package dev.chorale.deploy.admin;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** The tries of a job's run, as lines below its card. */
final class Tries {
    private static final Table TABLE = Table.of(
            Column.of("EPOCH", "epoch"),
            Column.of("HOST", "host"),
            Column.of("WORKER", "worker"),
            Column.time("BEGAN", "began_at"),
            Column.time("ENDED", "ended_at"),
            Column.of("ENDING", "ending"),
            Column.of("CHARGED", "charged"),
            Column.of("CODE", "code"),
            Column.of("MESSAGE", "message"));

    private Tries() {}

    /** The card, an empty line, and the tries; the card alone if there were none. */
    static List<String> below(Table card, JsonNode job) {
        List<String> lines = new ArrayList<>(card.card(job));
        List<JsonNode> tries = new ArrayList<>();
        job.path("tries").forEach(tries::add);
        if (!tries.isEmpty()) {
            lines.add("");
            lines.addAll(TABLE.lines(tries));
        }
        return lines;
    }
}
