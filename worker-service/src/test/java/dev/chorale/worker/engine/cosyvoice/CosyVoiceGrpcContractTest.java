package dev.chorale.worker.engine.cosyvoice;

import dev.chorale.worker.engine.SpeechEngine;
import dev.chorale.worker.engine.SpeechEngineContract;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class CosyVoiceGrpcContractTest extends SpeechEngineContract {
    private static GrpcDouble server;
    private static CosyVoiceEngine engine;

    @BeforeAll
    static void open(@TempDir Path folder) throws Exception {
        server = new GrpcDouble(2);
        engine = new Booth(folder).voice("anna", "zero-shot").open(server);
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
