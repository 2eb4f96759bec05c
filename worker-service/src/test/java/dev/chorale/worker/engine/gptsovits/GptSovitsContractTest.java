package dev.chorale.worker.engine.gptsovits;

import dev.chorale.worker.engine.SpeechEngine;
import dev.chorale.worker.engine.SpeechEngineContract;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class GptSovitsContractTest extends SpeechEngineContract {
    private static GptSovitsDouble server;
    private static GptSovitsEngine engine;

    @BeforeAll
    static void open(@TempDir Path shared) throws Exception {
        server = new GptSovitsDouble();
        engine = new Studio(shared).open(server);
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
