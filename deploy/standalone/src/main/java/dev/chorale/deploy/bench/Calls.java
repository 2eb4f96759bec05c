package dev.chorale.deploy.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Calls that engines answered, in the order in which they began. */
record Calls(List<Call> all) {
    Calls {
        all = List.copyOf(all);
    }

    /**
     * One call, times in milliseconds since 1970.
     *
     * @param sha256 of what was to be spoken
     * @param outcome how it ended, in the simulator's words
     */
    record Call(String sha256, long beganMs, long endedMs, String outcome) {
        private long within(long fromMs, long toMs) {
            return Math.max(0, Math.min(endedMs, toMs) - Math.max(beganMs, fromMs));
        }
    }

    static Calls of(Collection<JsonNode> journals) {
        List<Call> calls = new ArrayList<>();
        journals.forEach(journal -> journal.forEach(call -> calls.add(new Call(
                call.path("sha256").asText(),
                call.path("began_ms").asLong(),
                call.path("ended_ms").asLong(),
                call.path("outcome").asText()))));
        calls.sort(Comparator.comparingLong(Call::beganMs));
        return new Calls(calls);
    }

    int count() {
        return all.size();
    }

    /** Those behind the first so many. */
    Calls from(int number) {
        return new Calls(all.subList(number, all.size()));
    }

    /** Those for what none of the others were for. */
    Calls without(Calls others) {
        Set<String> known = others.all.stream().map(Call::sha256).collect(Collectors.toSet());
        return new Calls(
                all.stream().filter(call -> !known.contains(call.sha256)).toList());
    }

    /** How many ended like that. */
    long ended(String outcome) {
        return all.stream().filter(call -> call.outcome.equals(outcome)).count();
    }

    long beganMs() {
        return all.getFirst().beganMs();
    }

    /** When the last answer was whole. */
    long endedMs() {
        return all.stream().mapToLong(Call::endedMs).max().orElseThrow();
    }

    long differentSounds() {
        return all.stream().map(Call::sha256).distinct().count();
    }

    double meanSeconds() {
        return all.stream()
                        .mapToLong(call -> call.endedMs() - call.beganMs())
                        .average()
                        .orElse(0)
                / 1e3;
    }

    /** How many are answered in a second, in the time that {@link #busyShare} looks at. */
    double perSecond(int places) {
        return busyShare(places) * places / meanSeconds();
    }

    /**
     * How busy the engine was while more waited, 0..1: from the moment when all its places had been taken twice until the last
     * call began.
     */
    double busyShare(int places) {
        long from = all.get(2 * places).beganMs();
        long to = all.getLast().beganMs();
        long busy = all.stream().mapToLong(call -> call.within(from, to)).sum();
        return (double) busy / places / (to - from);
    }
}
