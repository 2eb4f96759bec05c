package dev.chorale.deploy.soak;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** What callers met, and what they wait for now. */
final class Tally {
    private static final long HIGHEST_US = TimeUnit.MINUTES.toMicros(5);

    final AtomicLong unanswered = new AtomicLong();
    final AtomicLong refused = new AtomicLong();
    final AtomicLong gaveUp = new AtomicLong();
    final AtomicLong shed = new AtomicLong();
    final AtomicLong replayed = new AtomicLong();
    final AtomicLong replayedWrongly = new AtomicLong();
    final AtomicLong cancelsAnswered = new AtomicLong();

    private final Map<Phase, Histogram> micros = new EnumMap<>(Phase.class);
    private volatile Phase phase = Phase.WARM_UP;
    private final Map<String, Sent> pending = new ConcurrentHashMap<>();

    /** What else goes on while somebody submits. */
    enum Phase {
        WARM_UP("while the rate grew"),
        BEFORE("before anything broke"),
        DURING("while things broke"),
        AFTER("after that");

        private final String words;

        Phase(String words) {
            this.words = words;
        }

        /** In a sentence. */
        String words() {
            return words;
        }
    }

    Tally() {
        for (Phase one : Phase.values()) {
            micros.put(one, new ConcurrentHistogram(HIGHEST_US, 3));
        }
    }

    /** @param api its place in the list */
    private record Sent(int api, long nanos) {}

    /** A submit was answered; {@code due} is when its caller wanted to send it. */
    void answered(long due) {
        micros(phase).recordValue(Math.min(HIGHEST_US, (System.nanoTime() - due) / 1_000));
    }

    /** Answers count as this phase's from now on. */
    void enter(Phase next) {
        phase = next;
    }

    /** From the moment when a submit was due to its answer. */
    Histogram micros(Phase of) {
        return Objects.requireNonNull(micros.get(of));
    }

    /** To be called before a submit is sent. */
    void sent(String key, int api) {
        pending.put(key, new Sent(api, System.nanoTime()));
    }

    /** The submit was answered, or failed. */
    void back(String key) {
        pending.remove(key);
    }

    /** The keys of submits that were sent to this API before that moment and have no answer. */
    List<String> pendingAt(int api, long nanos) {
        return pending.entrySet().stream()
                .filter(entry ->
                        entry.getValue().api() == api && entry.getValue().nanos() - nanos < 0)
                .map(Map.Entry::getKey)
                .toList();
    }
}
