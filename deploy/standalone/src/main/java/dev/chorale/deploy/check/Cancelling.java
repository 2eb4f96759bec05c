package dev.chorale.deploy.check;

import dev.chorale.worker.engine.EngineVoice;
import dev.chorale.worker.engine.Segment;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Whether a server stops when its caller leaves. A line is spoken alone, beside long calls, and after long calls that were
 * cancelled: only a server that is slowed by them can show that it dropped them.
 *
 * @param frees absent where that cannot be told
 * @param said in one sentence
 */
record Cancelling(@Nullable Boolean frees, long aloneMs, long besideMs, long afterMs, String said) implements Finding {
    private static final int LONG_CALLS = 4;
    private static final Duration LONG_ENOUGH = Duration.ofMillis(400);
    private static final Duration NOISE = Duration.ofMillis(50);
    private static final double FREED_SHARE = 0.5;

    static Cancelling of(Mouth mouth, EngineVoice voice, Allowance allowance) throws InterruptedException {
        Segment line = Mouth.line(voice, Wording.line(voice));
        mouth.settle(allowance);
        Segment longer = Mouth.line(voice, Wording.text(voice, mouth.card().maxSegmentCodePoints()));
        Call longest = mouth.say(longer, allowance);
        if (longest.pcm().isEmpty()) {
            return untold(longest.verdict(mouth.card().sampleRateHz()));
        }
        if (longest.took().compareTo(LONG_ENOUGH) < 0) {
            return untold("the longest text takes only " + Wording.seconds(longest.took()));
        }
        Duration head = longest.took().dividedBy(4);
        Call alone = mouth.say(line, allowance);
        Call beside = amid(mouth, longer, line, head, false, allowance);
        Call after = amid(mouth, longer, line, head, true, allowance);
        return alone.pcm().isEmpty() || beside.pcm().isEmpty() || after.pcm().isEmpty()
                ? untold("a line beside others was not spoken within the time")
                : of(alone.took(), beside.took(), after.took());
    }

    /** The line while long calls run, or after they were cancelled in the midst. */
    private static Call amid(
            Mouth mouth, Segment longer, Segment line, Duration head, boolean cancelled, Allowance allowance)
            throws InterruptedException {
        int calls = Math.min(LONG_CALLS, mouth.card().maxConcurrency() - 1);
        List<Mouth.Running> running =
                IntStream.range(0, calls).mapToObj(_ -> mouth.begin(longer)).toList();
        try {
            allowance.rest(head);
            if (cancelled) {
                running.forEach(Mouth.Running::abort);
            }
            return mouth.say(line, allowance);
        } finally {
            running.forEach(Mouth.Running::abort);
        }
    }

    static Cancelling of(Duration alone, Duration beside, Duration after) {
        Duration slowed = beside.minus(alone);
        String times = "a line took " + Wording.seconds(alone) + " alone, " + Wording.seconds(beside) + " beside "
                + LONG_CALLS + " long calls, " + Wording.seconds(after) + " after they were cancelled";
        if (slowed.compareTo(alone.dividedBy(2).plus(NOISE)) < 0) {
            return made(null, alone, beside, after, "cannot be told, it is not slowed by other calls: " + times);
        }
        boolean frees = after.minus(alone).toNanos() < FREED_SHARE * slowed.toNanos();
        return made(frees, alone, beside, after, (frees ? "frees the server: " : "does not free the server: ") + times);
    }

    private static Cancelling untold(String why) {
        return made(null, Duration.ZERO, Duration.ZERO, Duration.ZERO, "cannot be told: " + why);
    }

    private static Cancelling made(
            @Nullable Boolean frees, Duration alone, Duration beside, Duration after, String said) {
        return new Cancelling(frees, alone.toMillis(), beside.toMillis(), after.toMillis(), said);
    }

    @Override
    public List<String> told() {
        return List.of(said);
    }
}
