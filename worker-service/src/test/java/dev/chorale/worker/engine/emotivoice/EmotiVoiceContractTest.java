package dev.chorale.worker.engine.emotivoice;

import dev.chorale.worker.engine.SpeechEngine;
import dev.chorale.worker.engine.SpeechEngineContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class EmotiVoiceContractTest extends SpeechEngineContract {
    private static EmotiVoiceDouble server;
    private static EmotiVoiceEngine engine;

    @BeforeAll
    static void open() throws Exception {
        server = new EmotiVoiceDouble();
        engine = new Cabin().open(server);
    }

    @AfterAll
    static void close() throws Exception {
        server.close();
    }

    @Override
    protected SpeechEngine engine() {
        return engine;
    }
}
