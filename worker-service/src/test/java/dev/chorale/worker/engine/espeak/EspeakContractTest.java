package dev.chorale.worker.engine.espeak;

import dev.chorale.worker.engine.SpeechEngine;
import dev.chorale.worker.engine.SpeechEngineContract;
import org.junit.jupiter.api.BeforeAll;

class EspeakContractTest extends SpeechEngineContract {
    private static EspeakEngine engine;

    @BeforeAll
    static void open() throws Exception {
        engine = EspeakEngine.open("espeak", "espeak-ng", "ffmpeg", 2);
    }

    @Override
    protected SpeechEngine engine() {
        return engine;
    }
}
