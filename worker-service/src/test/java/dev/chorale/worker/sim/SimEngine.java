package dev.chorale.worker.sim;

import dev.chorale.common.speech.AudioFormat;
import dev.chorale.common.speech.Utterance;
import dev.chorale.worker.settle.Fence;
import dev.chorale.worker.settle.Outcome;
import dev.chorale.worker.settle.Outcome.Cause;
import dev.chorale.worker.settle.Outcome.Finished;
import dev.chorale.worker.settle.Outcome.Trouble;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.DoubleConsumer;

/** An engine's process. Its audio is a function of the text; when it dies, everything that it speaks dies with it. */
public final class SimEngine {
    /** The longest that it goes on after an interrupt. */
    public static final Duration MOST_OF_A_PIECE = Duration.ofMillis(400);

    private static final Duration LEAST_OF_A_PIECE = Duration.ofMillis(50);
    private static final int MOST_PIECES = 6;
    private static final int PIECES_OF_A_LONG_ONE = 60;

    private final Clockwork clock;
    private final Chance chance;
    private final Journal journal;
    private final List<Speech> speeches = new ArrayList<>();
    private int deaths;

    public SimEngine(Clockwork clock, Chance chance, Journal journal) {
        this.clock = clock;
        this.chance = chance;
        this.journal = journal;
    }

    /** A try that is being spoken, and for whom: a worker may claim anew what it was late with. */
    public record Speech(Host host, Fence fence) {}

    /** Whether it speaks a try of that run for that worker which is older than this one. */
    public boolean speaksOlder(Host host, UUID run, int epoch) {
        return speeches.stream()
                .filter(speech -> speech.host.equals(host))
                .map(Speech::fence)
                .anyMatch(fence -> fence.run().equals(run) && fence.epoch() < epoch);
    }

    /** Blocks for up to a few seconds, for a worker on that host. */
    public Outcome render(Host host, Utterance utterance, Fence fence, DoubleConsumer progress)
            throws InterruptedException {
        Speech speech = new Speech(host, fence);
        speeches.add(speech);
        try {
            return speak(utterance, progress);
        } finally {
            speeches.remove(speech);
        }
    }

    private Outcome speak(Utterance utterance, DoubleConsumer progress) throws InterruptedException {
        int born = deaths;
        int pieces = 1 + chance.random().nextInt(chance.hits(0.1) ? PIECES_OF_A_LONG_ONE : MOST_PIECES);
        for (int piece = 1; piece <= pieces; piece++) {
            clock.pause(chance.between(LEAST_OF_A_PIECE, MOST_OF_A_PIECE));
            if (deaths > born) {
                return Trouble.of("engine_crashed", Cause.CRASHED, "it died");
            }
            progress.accept(piece / (double) pieces);
        }
        return outcome(utterance.text());
    }

    private Outcome outcome(String text) {
        if (text.equals(Line.POISON) || chance.hits(Fault.ENGINE_CRASH)) {
            journal.note(() -> "an engine died of: " + text);
            deaths++;
            return Trouble.of("engine_crashed", Cause.CRASHED, "it died");
        }
        if (text.equals(Line.REFUSED) || chance.hits(Fault.ENGINE_LASTING)) {
            return Trouble.of("engine_refused", Cause.LASTING, "no");
        }
        if (chance.hits(Fault.ENGINE_PASSING)) {
            return Trouble.of("engine_failed", Cause.PASSING, "it broke");
        }
        if (chance.hits(Fault.ENGINE_OVERLOADED)) {
            return Trouble.of("engine_overloaded", Cause.OVERLOADED, "full");
        }
        if (chance.hits(Fault.BUG)) {
            throw new IllegalStateException("simulated");
        }
        String audio = Line.sha256Of(text);
        return new Finished(Path.of(audio), audio, 1000, 500, AudioFormat.WAV, 24000, 77, List.of());
    }
}
