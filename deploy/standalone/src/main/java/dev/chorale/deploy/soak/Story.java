package dev.chorale.deploy.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What a caller was told of a job by its event stream, line by line, over any number of connections: see
 * <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">Server-sent events</a>. Used by several threads.
 */
final class Story {
    private static final Set<String> ENDS = Set.of("job.succeeded", "job.failed", "job.cancelled", "job.expired");

    private final List<Event> told = new ArrayList<>();
    private String id = "";
    private String type = "";

    /** One event as it was told. */
    record Event(int number, String type) {}

    /** A connection begins: half an event of an earlier one is forgotten. */
    synchronized void begin() {
        id = "";
        type = "";
    }

    synchronized void line(String line) {
        if (line.startsWith("id:")) {
            id = line.substring("id:".length()).strip();
        } else if (line.startsWith("event:")) {
            type = line.substring("event:".length()).strip();
        } else if (line.isEmpty() && !id.isEmpty()) {
            told.add(new Event(Integer.parseInt(id), type));
            begin();
        }
    }

    /** What a caller that comes again says it knows; empty: nothing. */
    synchronized String lastId() {
        return told.isEmpty() ? "" : Integer.toString(told.getLast().number());
    }

    synchronized boolean isOver() {
        return !told.isEmpty() && ENDS.contains(told.getLast().type());
    }

    synchronized List<Event> told() {
        return List.copyOf(told);
    }
}
