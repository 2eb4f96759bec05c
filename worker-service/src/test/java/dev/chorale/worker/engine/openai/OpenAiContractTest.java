package dev.chorale.worker.engine.openai;

import dev.chorale.worker.engine.SpeechEngine;
import dev.chorale.worker.engine.SpeechEngineContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class OpenAiContractTest extends SpeechEngineContract {
    private static FakeServer server;
    private static OpenAiEngine engine;

    @BeforeAll
    static void open() throws Exception {
        server = new FakeServer(FakeServer::good);
        engine = Opened.at(server);
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
