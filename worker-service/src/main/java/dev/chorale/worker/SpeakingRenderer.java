package dev.chorale.worker;

import dev.chorale.common.speech.Cue;
import dev.chorale.common.speech.MadeVoice;
import dev.chorale.common.speech.Prosody;
import dev.chorale.common.speech.Style;
import dev.chorale.common.speech.Utterance;
import dev.chorale.worker.claim.Renderer;
import dev.chorale.worker.engine.EngineFailure;
import dev.chorale.worker.engine.EngineVoice;
import dev.chorale.worker.engine.Greeting;
import dev.chorale.worker.engine.Repertoire;
import dev.chorale.worker.engine.Segment;
import dev.chorale.worker.engine.Spoken;
import dev.chorale.worker.keep.SegmentKeeper;
import dev.chorale.worker.settle.Held;
import dev.chorale.worker.settle.Outcome;
import dev.chorale.worker.settle.Outcome.Cause;
import dev.chorale.worker.settle.Outcome.Finished;
import dev.chorale.worker.settle.Outcome.Trouble;
import dev.chorale.worker.speak.Recording;
import dev.chorale.worker.speak.SegmentShelf;
import dev.chorale.worker.speak.Speaker;
import dev.chorale.worker.speak.Take;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleConsumer;

/** The room {@code speak}, as its neighbours see it. */
final class SpeakingRenderer implements Renderer {
    private final Speaker speaker;
    private final Speaker careful;
    private final Speaker alone;
    private final BoundedEngine engine;
    private final SegmentKeeper keeper;

    SpeakingRenderer(Speaker speaker, BoundedEngine engine, SegmentKeeper keeper) {
        this.speaker = speaker;
        this.careful = speaker.carefully();
        this.alone = speaker.oneByOne();
        this.engine = engine;
        this.keeper = keeper;
    }

    /** One call each: that a long one makes several is the price for short ones that need not wait for it. */
    @Override
    public int runsAtOnce() {
        return engine.callsAtOnce();
    }

    @Override
    public Optional<Repertoire> repertoire() {
        return engine.repertoire();
    }

    /** With a text of ours: that of a run may be what the engine died of. */
    @Override
    public boolean warm(Utterance like) throws InterruptedException {
        MadeVoice made = like.made();
        String language = made != null ? made.language() : languageOf(like.nativeVoice());
        Segment word =
                new Segment(Greeting.in(language), like.nativeVoice(), Prosody.NEUTRAL, Style.NONE, like.seed(), made);
        return engine.speak(word) instanceof Spoken.Speech;
    }

    private String languageOf(String nativeVoice) {
        return engine.card().voices().stream()
                .filter(voice -> voice.nativeName().equals(nativeVoice))
                .map(EngineVoice::language)
                .findFirst()
                .orElse("und");
    }

    @Override
    public Outcome render(Held held, Utterance utterance, DoubleConsumer progress) throws InterruptedException {
        SegmentShelf shelf = keeper.of(held, utterance, engine.card());
        Utterance own = utterance.of(held.tenant());
        return switch (speakerOf(held).speak(own, contentId(held), engine.in(held.lane()), shelf, progress::accept)) {
            case Take.Done(Recording recording, long engineMs, int calls, List<Cue> cues) ->
                finished(recording, engineMs, cues);
            case Take.Failed(EngineFailure failure, long engineMs, boolean isSingle) ->
                trouble(failure, engineMs, isSingle && held.suspicion() > 0);
        };
    }

    private Speaker speakerOf(Held held) {
        if (held.isTriedAlone()) {
            return alone;
        }
        return held.suspicion() > 0 ? careful : speaker;
    }

    /** The cache key, because equal requests must keep equal bytes; a run of its own is named by its id. */
    private static String contentId(Held held) {
        String key = held.cacheKey();
        return key != null ? key : held.fence().run().toString();
    }

    private static Finished finished(Recording recording, long engineMs, List<Cue> cues) {
        return new Finished(
                recording.file(),
                recording.sha256(),
                recording.bytes(),
                recording.durationMs(),
                recording.format(),
                recording.sampleRateHz(),
                engineMs,
                cues);
    }

    private static Trouble trouble(EngineFailure failure, long engineMs, boolean isBlamed) {
        Cause cause = switch (failure.kind()) {
            case PERMANENT ->
                failure.code().equals(EngineFailure.UNKNOWN_NATIVE_VOICE) ? Cause.UNKNOWN_HERE : Cause.LASTING;
            case TRANSIENT -> Cause.PASSING;
            case OVERLOADED -> Cause.OVERLOADED;
            case CRASHED -> isBlamed ? Cause.CRASHED_AGAIN : Cause.CRASHED;
        };
        return new Trouble(
                failure.code(), cause, failure.message(), failure.retryAfter().orElse(Duration.ZERO), engineMs);
    }
}
