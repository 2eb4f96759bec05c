package dev.chorale.worker;

import dev.chorale.common.speech.MadeSkills;
import dev.chorale.worker.engine.EngineCard;
import dev.chorale.worker.engine.EngineFailure;
import dev.chorale.worker.engine.Repertoire;
import dev.chorale.worker.engine.Segment;
import dev.chorale.worker.engine.SpeechEngine;
import dev.chorale.worker.engine.Spoken;
import io.micrometer.core.instrument.Timer;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * Keeps an engine's calls, over all runs of this process, within what it says it can do at once, and times them. What a
 * segment needs besides is made ready before its call has a place.
 */
final class BoundedEngine implements SpeechEngine {
    private final SpeechEngine engine;
    private final Timer timer;
    private final Semaphore permits;

    BoundedEngine(SpeechEngine engine, Timer timer) {
        this.engine = engine;
        this.timer = timer;
        this.permits = new Semaphore(engine.card().maxConcurrency(), true);
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
    public Spoken speak(Segment segment) throws InterruptedException {
        Optional<EngineFailure> unready = engine.prepare(segment);
        return unready.isPresent() ? new Spoken.Refused(unready.get()) : spoken(segment);
    }

    private Spoken spoken(Segment segment) throws InterruptedException {
        permits.acquire();
        Timer.Sample sample = Timer.start();
        try {
            return engine.speak(segment);
        } finally {
            sample.stop(timer);
            permits.release();
        }
    }
}
