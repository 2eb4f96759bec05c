package dev.chorale.worker;

import dev.chorale.common.speech.Utterance;
import dev.chorale.worker.claim.Renderer;
import dev.chorale.worker.engine.EngineFailure;
import dev.chorale.worker.engine.SpeechEngine;
import dev.chorale.worker.settle.Outcome;
import dev.chorale.worker.settle.Outcome.Cause;
import dev.chorale.worker.settle.Outcome.Finished;
import dev.chorale.worker.settle.Outcome.Trouble;
import dev.chorale.worker.speak.Recording;
import dev.chorale.worker.speak.Speaker;
import dev.chorale.worker.speak.Take;
import java.time.Duration;
import java.util.function.DoubleConsumer;

/** The room {@code speak}, as its neighbours see it. */
final class SpeakingRenderer implements Renderer {
    private final Speaker speaker;
    private final SpeechEngine engine;

    SpeakingRenderer(Speaker speaker, SpeechEngine engine) {
        this.speaker = speaker;
        this.engine = engine;
    }

    /** One call each: that a long one makes several is the price for short ones that need not wait for it. */
    @Override
    public int runsAtOnce() {
        return engine.callsAtOnce();
    }

    @Override
    public Outcome render(Utterance utterance, String contentId, DoubleConsumer progress) throws InterruptedException {
        return switch (speaker.speak(utterance, contentId, engine, progress::accept)) {
            case Take.Done(Recording recording, long engineMs, int calls) -> finished(recording, engineMs);
            case Take.Failed(EngineFailure failure) -> trouble(failure);
        };
    }

    private static Finished finished(Recording recording, long engineMs) {
        return new Finished(
                recording.file(),
                recording.sha256(),
                recording.bytes(),
                recording.durationMs(),
                recording.format(),
                recording.sampleRateHz(),
                engineMs);
    }

    private static Trouble trouble(EngineFailure failure) {
        Cause cause = switch (failure.kind()) {
            case PERMANENT -> Cause.LASTING;
            case TRANSIENT -> Cause.PASSING;
            case OVERLOADED -> Cause.OVERLOADED;
            case CRASHED -> Cause.CRASHED;
        };
        return new Trouble(
                failure.code(), cause, failure.message(), failure.retryAfter().orElse(Duration.ZERO), 0);
    }
}
