package dev.chorale.worker;

import dev.chorale.common.job.Lane;
import dev.chorale.common.speech.MadeSkills;
import dev.chorale.worker.engine.EngineCard;
import dev.chorale.worker.engine.EngineFailure;
import dev.chorale.worker.engine.Repertoire;
import dev.chorale.worker.engine.Segment;
import dev.chorale.worker.engine.SpeechEngine;
import dev.chorale.worker.engine.Spoken;
import io.micrometer.core.instrument.Timer;
import java.util.Optional;

/**
 * Keeps an engine's calls, over all runs of this process, within what it does well at once and a quarter more, which are there
 * when a call ends; and times them. What waits beyond that, waits by lane: a book has many calls, and who waits for a line
 * must not stand behind them. What a segment needs besides is made ready before its call has a place.
 */
final class BoundedEngine implements SpeechEngine {
    private final SpeechEngine engine;
    private final Timer timer;
    private final Places places;
    private final Lane lane;

    BoundedEngine(SpeechEngine engine, Timer timer) {
        this(engine, timer, new Places(() -> most(engine)), Lane.STANDARD);
    }

    private BoundedEngine(SpeechEngine engine, Timer timer, Places places, Lane lane) {
        this.engine = engine;
        this.timer = timer;
        this.places = places;
        this.lane = lane;
    }

    private static int most(SpeechEngine engine) {
        int atOnce = engine.callsAtOnce();
        return Math.min(engine.card().maxConcurrency(), atOnce + Math.max(1, atOnce / 4));
    }

    /** The same engine, with the same places, for calls of a lane. */
    BoundedEngine in(Lane calls) {
        return new BoundedEngine(engine, timer, places, calls);
    }

    @Override
    public EngineCard card() {
        return engine.card();
    }

    @Override
    public int callsAtOnce() {
        return engine.callsAtOnce();
    }

    @Override
    public MadeSkills madeSkills() {
        return engine.madeSkills();
    }

    @Override
    public Optional<Repertoire> repertoire() {
        return engine.repertoire();
    }

    @Override
    public Optional<EngineFailure> refusalOf(Segment segment) throws InterruptedException {
        return engine.refusalOf(segment);
    }

    @Override
    public Spoken speak(Segment segment) throws InterruptedException {
        Optional<EngineFailure> unready = engine.prepare(segment);
        return unready.isPresent() ? new Spoken.Refused(unready.get()) : spoken(segment);
    }

    private Spoken spoken(Segment segment) throws InterruptedException {
        places.enter(lane);
        Timer.Sample sample = Timer.start();
        try {
            return engine.speak(segment);
        } finally {
            sample.stop(timer);
            places.leave();
        }
    }
}
