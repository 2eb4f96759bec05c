package dev.chorale.deploy.soak;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What should not be, each with the invariant that it breaks and an example or two. Used by several threads. */
final class Findings {
    private static final int EXAMPLES = 5;

    private final Map<Kind, Integer> counts = new EnumMap<>(Kind.class);
    private final List<String> examples = new ArrayList<>();

    /** What the last line of the report counts. */
    enum Kind {
        /** Promised, and not there or without an end. */
        LOST,
        /** More than once: jobs, ends, charges, executions. */
        DOUBLED,
        /** Other bytes, another state, another time than promised. */
        WRONG,
        /** An end that its receiver was not told of. */
        MISSING_WEBHOOK,
        /** Something that should be gone when nothing runs any more. */
        LEFT_BEHIND
    }

    synchronized void add(Kind kind, String invariant, String what) {
        int before = counts.merge(kind, 1, Integer::sum);
        if (before <= EXAMPLES) {
            examples.add(invariant + ": " + what);
        }
    }

    /** One for each of these. */
    void addAll(Kind kind, String invariant, List<String> whats) {
        whats.forEach(what -> add(kind, invariant, what));
    }

    synchronized int count(Kind kind) {
        return counts.getOrDefault(kind, 0);
    }

    synchronized boolean isEmpty() {
        return counts.isEmpty();
    }

    synchronized List<String> examples() {
        return List.copyOf(examples);
    }
}
