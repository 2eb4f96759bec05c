package dev.chorale.worker.speak;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.chorale.common.time.Pause;
import dev.chorale.worker.engine.Belief;
import dev.chorale.worker.engine.EngineCard;
import dev.chorale.worker.engine.EngineFailure;
import dev.chorale.worker.engine.EngineFailure.Kind;
import dev.chorale.worker.engine.Pcm;
import dev.chorale.worker.engine.Segment;
import dev.chorale.worker.engine.SpeechEngine;
import dev.chorale.worker.engine.Spoken;
import dev.chorale.worker.speak.AudioCheck.Fault;
import dev.chorale.worker.speak.AudioCheck.Verdict;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Has an engine speak single segments, and judges what it gives.
 *
 * <p>Audio that cannot be its text is asked for again once, at once. Of a text of several segments each is tried {@link #MOST}
 * times where its failure may pass, after a drawn pause, and so long as few of the text's calls fail: an engine that fails
 * often is better left alone. A text of one is tried again as a run, which another worker may take. What an engine died of is
 * never repeated here: the text may be the cause, and only a run can be tried alone. Nor is a call that met a limit of time:
 * the engine may be at it still, and the repetition would stand behind it.
 *
 * <p>May be used by several threads at once.
 */
public final class Tries {
    private static final int MOST = 3;
    private static final Duration PAUSE = Duration.ofMillis(500);
    /** What a quick repetition meets again: a call that goes on in the engine, a queue that did not move, a wrong key. */
    private static final Set<String> LASTING =
            Set.of(EngineFailure.ENGINE_TIMEOUT, EngineFailure.ENGINE_BUSY, EngineFailure.ENGINE_MISCONFIGURED);
    /** An engine that wants to be left alone for longer gets its run given back. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    private final AudioCheck check;
    private final EngineCallCounter counter;
    private final Pause pause;
    private final RandomGenerator random;
    private final SpeakingRates rates = new SpeakingRates(Ticker.systemTicker());

    /** One call, and what is thought of its audio; what was refused is as good as it says. */
    private record Heard(Spoken spoken, Optional<Verdict.Implausible> doubt) {
        Spoken end() {
            return doubt.map(Heard::refused).orElse(spoken);
        }

        private static Spoken refused(Verdict.Implausible doubt) {
            return Spoken.refused(
                    EngineFailure.IMPLAUSIBLE_AUDIO,
                    Kind.TRANSIENT,
                    doubt.fault().name().toLowerCase(Locale.ROOT) + ": " + doubt.figures());
        }

        boolean wasQuick() {
            return doubt.filter(implausible -> implausible.fault() == Fault.TOO_QUICK)
                    .isPresent();
        }
    }

    /** @param pause between two calls for one segment */
    public Tries(AudioCheck check, EngineCallCounter counter, Pause pause, RandomGenerator random) {
        this.check = check;
        this.counter = counter;
        this.pause = pause;
        this.random = random;
    }

    /** Speaks a segment, and blocks until its audio is whole or refused for good, as far as this try of its run goes. */
    Spoken speak(Segment segment, SpeechEngine engine, Tally tally) throws InterruptedException {
        Heard heard = heard(segment, engine, tally, false);
        for (int calls = 1; isWorthAnother(heard, calls, tally); calls++) {
            if (!isFirstDoubt(heard, calls) && heard.end() instanceof Spoken.Refused(EngineFailure failure)) {
                pause.of(waitAfter(failure, calls));
            }
            heard = heard(segment, engine, tally, heard.wasQuick());
        }
        return heard.end();
    }

    private static boolean isWorthAnother(Heard heard, int calls, Tally tally) {
        return isFirstDoubt(heard, calls)
                || (calls < MOST
                        && heard.end() instanceof Spoken.Refused(EngineFailure failure)
                        && maySoonPass(failure)
                        && tally.takeRepeat());
    }

    private static boolean isFirstDoubt(Heard heard, int calls) {
        return heard.doubt.isPresent() && calls == 1;
    }

    private static boolean maySoonPass(EngineFailure failure) {
        return switch (failure.kind()) {
            case TRANSIENT, OVERLOADED ->
                !LASTING.contains(failure.code())
                        && failure.retryAfter().orElse(Duration.ZERO).compareTo(LONGEST_WAIT) <= 0;
            case PERMANENT, CRASHED -> false;
        };
    }

    /** Drawn, so that segments that failed together don't come back together. */
    private Duration waitAfter(EngineFailure failure, int calls) {
        Duration drawn = Duration.ofNanos(random.nextLong(PAUSE.toNanos() << calls));
        return failure.retryAfter().orElse(Duration.ZERO).plus(drawn);
    }

    private Heard heard(Segment segment, SpeechEngine engine, Tally tally, boolean wasQuick)
            throws InterruptedException {
        Belief belief = new Belief();
        Spoken spoken = spoken(segment, engine, tally, belief);
        Optional<Verdict.Implausible> doubt = doubt(segment, engine.card(), spoken, wasQuick);
        doubt.filter(implausible -> implausible.fault() != Fault.QUICKER_THAN_OTHERS)
                .ifPresent(_ -> belief.lose());
        return new Heard(spoken, doubt);
    }

    private Optional<Verdict.Implausible> doubt(Segment segment, EngineCard card, Spoken spoken, boolean wasQuick) {
        return spoken instanceof Spoken.Speech(Pcm pcm)
                        && judged(segment, card, pcm, wasQuick) instanceof Verdict.Implausible implausible
                ? Optional.of(implausible)
                : Optional.empty();
    }

    private Verdict judged(Segment segment, EngineCard card, Pcm pcm, boolean wasQuick) {
        int speed = segment.prosody().speedPercent();
        Verdict verdict = check.check(segment.words(), speed, card.sampleRateHz(), pcm);
        return verdict instanceof Verdict.Plausible audio ? rates.judge(segment, card, audio, wasQuick) : verdict;
    }

    private Spoken spoken(Segment segment, SpeechEngine engine, Tally tally, Belief belief)
            throws InterruptedException {
        counter.engineCalled(engine.card().name());
        tally.called();
        long start = System.nanoTime();
        try {
            return belief.of(engine, segment);
        } finally {
            tally.worked(System.nanoTime() - start);
        }
    }
}
