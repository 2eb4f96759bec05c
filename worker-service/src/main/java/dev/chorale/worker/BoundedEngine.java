package dev.chorale.worker;

import dev.chorale.worker.engine.EngineCard;
import dev.chorale.worker.engine.EngineFailure;
import dev.chorale.worker.engine.Repertoire;
import dev.chorale.worker.engine.Segment;
import dev.chorale.worker.engine.SpeechEngine;
import dev.chorale.worker.engine.Spoken;
import io.micrometer.core.instrument.Timer;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/** Keeps an engine's calls, over all runs of this process, within what it says it can do at once, and times them. */
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
    public Optional<Repertoire> repertoire() {
        return engine.repertoire();
    }

    @Override
    public Optional<EngineFailure> refusalOf(Segment segment) throws InterruptedException {
        return engine.refusalOf(segment);
    }

    @Override
    public Spoken speak(Segment segment) throws InterruptedException {
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
