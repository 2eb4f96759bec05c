package dev.chorale.deploy.check;

import dev.chorale.common.time.Pause;
import dev.chorale.worker.engine.EngineCard;
import dev.chorale.worker.engine.EngineVoice;
import dev.chorale.worker.engine.Segment;
import dev.chorale.worker.engine.SpeechEngine;
import dev.chorale.worker.engine.Spoken;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A server with so many places to work at. A long text takes longer, a second voice sounds higher, and what else is wrong
 * with it a test says.
 */
class FakeEngine implements SpeechEngine {
    static final EngineVoice LOW = new EngineVoice("low", "en", "low");
    static final EngineVoice HIGH = new EngineVoice("high", "en", "high");
    static final int MAX_INPUT = 300;

    private final Semaphore places;
    private final Duration perCharacter;
    private final AtomicLong takes = new AtomicLong();

    FakeEngine(int places, Duration perCharacter) {
        this.places = new Semaphore(places, true);
        this.perCharacter = perCharacter;
    }

    @Override
    public EngineCard card() {
        return new EngineCard("fake", "openai", "fake 1", List.of(LOW, HIGH), MAX_INPUT, Tones.RATE_HZ, Load.MOST);
    }

    @Override
    public Spoken speak(Segment segment) throws InterruptedException {
        places.acquire();
        try {
            Pause.system().of(perCharacter.multipliedBy(segment.text().length()));
            return answer(segment);
        } finally {
            places.release();
        }
    }

    /** What comes of a call; different bytes each time. */
    Spoken answer(Segment segment) {
        double hz = segment.nativeVoice().equals("low") ? 150 : 260;
        return new Spoken.Speech(Tones.tone(hz, 0.06 * segment.text().length(), takes.incrementAndGet()));
    }

    /** How many are at work, the asking one included. */
    int atWork(int places) {
        return places - this.places.availablePermits();
    }
}
