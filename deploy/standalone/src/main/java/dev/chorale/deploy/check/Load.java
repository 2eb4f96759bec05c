package dev.chorale.deploy.check;

import dev.chorale.deploy.check.Level.Turn;
import dev.chorale.worker.engine.EngineVoice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAccumulator;
import org.jspecify.annotations.Nullable;

/**
 * Throughput by calls at once.
 *
 * @param knee the least concurrency, of each process, that does nearly as much as the best without an error; absent where
 *     there is none
 * @param said in one sentence
 */
record Load(List<Level> levels, @Nullable Integer knee, String said) implements Finding {
    private static final List<Integer> CONCURRENCIES = List.of(1, 2, 4, 8);
    private static final double NEARLY = 0.9;
    private static final int MOST_CALLS_EACH = 40;

    /** The most calls at once that are tried, of each process. */
    static final int MOST = CONCURRENCIES.getLast();

    /** @param processes that share the calls */
    static Load of(Mouth mouth, EngineVoice voice, int processes, Allowance allowance) throws InterruptedException {
        if (mouth.isOneAtATime()) {
            return new Load(List.of(), null, Wording.ONE_AT_A_TIME);
        }
        mouth.settle(allowance);
        List<Level> levels = new ArrayList<>();
        for (int concurrency : CONCURRENCIES) {
            int left = CONCURRENCIES.size() - levels.size();
            Allowance slice = allowance.part(allowance.left().dividedBy(left));
            if (!slice.isUp() && (levels.isEmpty() || !levels.getLast().isTooMuch())) {
                levels.add(level(mouth, voice, concurrency, concurrency * processes, slice, allowance));
            }
        }
        return of(levels);
    }

    private static Level level(
            Mouth mouth, EngineVoice voice, int concurrency, int atOnce, Allowance toBegin, Allowance toEnd)
            throws InterruptedException {
        int rateHz = mouth.card().sampleRateHz();
        AtomicInteger number = new AtomicInteger();
        Queue<Turn> turns = new ConcurrentLinkedQueue<>();
        LongAccumulator ended = new LongAccumulator(Math::max, 0);
        long begun = System.nanoTime();
        mouth.sayInTurns(
                () -> Optional.of(number.incrementAndGet())
                        .filter(n -> n <= MOST_CALLS_EACH * atOnce)
                        .map(n -> Mouth.line(voice, Wording.line(voice, 100 * atOnce + n))),
                call -> {
                    ended.accumulate(System.nanoTime() - begun);
                    turns.add(Turn.of(call, rateHz));
                },
                atOnce,
                toBegin,
                toEnd);
        return Level.of(concurrency, Duration.ofNanos(ended.get()), List.copyOf(turns));
    }

    static Load of(List<Level> levels) {
        double best = levels.stream()
                .filter(Level::isClean)
                .mapToDouble(Level::perSecond)
                .max()
                .orElse(0);
        Optional<Level> knee = levels.stream()
                .filter(level -> level.isClean() && level.perSecond() >= NEARLY * best)
                .min(Comparator.comparingInt(Level::concurrency));
        return new Load(levels, knee.map(Level::concurrency).orElse(null), said(levels, knee));
    }

    private static String said(List<Level> levels, Optional<Level> knee) {
        if (levels.stream().allMatch(level -> level.calls() == 0)) {
            return "cannot be told: no call was finished in the time";
        }
        return knee.map(level -> level.concurrency() == MOST
                        ? "the more at once the better, as far as was tried: there may be more in it"
                        : "more than " + level.concurrency() + " at once gains less than a tenth, or fails")
                .orElse("calls fail however few there are at once");
    }

    @Override
    public List<String> told() {
        List<String> told = new ArrayList<>(List.of(said));
        levels.forEach(level -> told.add(level.told()));
        if (!said.equals(Wording.ONE_AT_A_TIME) && levels.size() < CONCURRENCIES.size()) {
            told.add("more at once was not tried");
        }
        return told;
    }
}
