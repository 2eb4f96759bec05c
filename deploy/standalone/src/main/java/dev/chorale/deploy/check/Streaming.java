package dev.chorale.deploy.check;

import dev.chorale.worker.engine.EngineVoice;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether sound comes before all of it is there.
 *
 * @param streams absent where that cannot be told
 * @param firstSoundMs absent where none was seen
 * @param said in one sentence
 */
record Streaming(@Nullable Boolean streams, @Nullable Long firstSoundMs, long wholeMs, String said) implements Finding {
    private static final int CHARACTERS = 200;
    private static final double MOST_SHARE = 0.6;
    private static final Duration LEAST_APART = Duration.ofMillis(50);

    static Streaming of(Mouth mouth, EngineVoice voice, Allowance allowance) throws InterruptedException {
        int characters = Math.min(CHARACTERS, mouth.card().maxSegmentCodePoints());
        return of(mouth.say(Mouth.line(voice, Wording.text(voice, characters)), allowance));
    }

    static Streaming of(Call call) {
        long wholeMs = call.took().toMillis();
        Optional<Duration> first = call.firstSound();
        if (call.pcm().isEmpty()) {
            return new Streaming(null, null, wholeMs, "cannot be told: " + call.verdict(0));
        }
        if (first.isEmpty()) {
            return new Streaming(null, null, wholeMs, "cannot be told: the engine is no server");
        }
        return of(first.get(), call.took());
    }

    private static Streaming of(Duration first, Duration whole) {
        boolean early = first.toNanos() <= MOST_SHARE * whole.toNanos();
        boolean apart = whole.minus(first).compareTo(LEAST_APART) >= 0;
        String times = "first sound after " + Wording.seconds(first) + " of " + Wording.seconds(whole);
        if (whole.compareTo(LEAST_APART) < 0) {
            return new Streaming(null, first.toMillis(), whole.toMillis(), "cannot be told, it is too quick: " + times);
        }
        return early && apart
                ? new Streaming(true, first.toMillis(), whole.toMillis(), "yes: " + times)
                : new Streaming(false, first.toMillis(), whole.toMillis(), "no: " + times);
    }

    @Override
    public List<String> told() {
        return List.of(said);
    }
}
