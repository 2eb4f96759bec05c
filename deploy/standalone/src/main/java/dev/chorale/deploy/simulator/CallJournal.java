package dev.chorale.deploy.simulator;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The calls that have ended, the newest 500,000 of them. */
final class CallJournal {
    private static final int MOST = 500_000;

    private final Deque<Call> calls = new ArrayDeque<>();
    private final Map<String, Long> totals = new TreeMap<>();
    private long last;

    /**
     * One call.
     *
     * @param number counted from 1, in the order in which calls ended
     * @param sha256 of all parameters, see {@link Sound#sha256()}
     * @param beganMs wall clock, milliseconds since 1970
     * @param outcome {@code spoken}, {@code abandoned} if the caller went away, or the mishap
     */
    record Call(
            long number,
            String sha256,
            @JsonProperty("began_ms") long beganMs,
            @JsonProperty("ended_ms") long endedMs,
            String outcome) {}

    synchronized void add(String sha256, long beganMs, long endedMs, String outcome) {
        if (calls.size() == MOST) {
            calls.removeFirst();
        }
        calls.addLast(new Call(++last, sha256, beganMs, endedMs, outcome));
        totals.merge(outcome, 1L, Long::sum);
    }

    /** The calls after that number; those before the oldest kept are gone. */
    synchronized List<Call> after(long number) {
        List<Call> some = new ArrayList<>();
        calls.descendingIterator().forEachRemaining(call -> {
            if (call.number() > number) {
                some.add(call);
            }
        });
        return some.reversed();
    }

    /** How many calls have ended. */
    synchronized long count() {
        return last;
    }

    /** How many calls ended in which way, of all that ever were. */
    synchronized Map<String, Long> totals() {
        return Map.copyOf(totals);
    }
}
