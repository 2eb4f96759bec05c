package dev.chorale.api.voice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.api.submit.Catalogue;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jdbi.v3.core.Jdbi;

/** An engine of each kind, as a worker would have registered it. */
final class EngineRows {
    private static final Map<String, String> KINDS = Map.of(
            "spk", "espeak",
            "sovits", "gpt-sovits",
            "cosy", "cosyvoice",
            "cosygrpc", "cosyvoice-grpc",
            "emoti", "emotivoice",
            "kokoro", "openai");

    /** Voices of a recording are told how to speak, and trained speakers are not. */
    private static final String COSY_TAKES = """
            [{"setting": "mode", "begins": "sft", "takes": ["emphasis"]},
             {"setting": "mode", "begins": "cross-lingual", "takes": ["emphasis", "emotion", "instructions"]}]""";

    private EngineRows() {}

    /** Waits until the API knows them. */
    static void add(Jdbi db, Catalogue catalogue) {
        insert(db);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!catalogue.engines().keySet().containsAll(KINDS.keySet())) {
            assertThat(System.nanoTime() - end).isNegative();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    private static void insert(Jdbi db) {
        KINDS.forEach((name, kind) -> db.useHandle(h -> h.createUpdate("""
                INSERT INTO engine (name, kind, build, encoder_build, voices, made_takes, registered_at)
                VALUES (:name, :kind, :kind, 'encoder', CAST(:voices AS jsonb), CAST(:made AS jsonb), now())
                ON CONFLICT ON CONSTRAINT engine_pk DO NOTHING
                """)
                .bind("name", name)
                .bind("made", name.equals("cosy") ? COSY_TAKES : "[]")
                .bind("kind", kind)
                .bind(
                        "voices",
                        kind.equals("espeak") ? "[{\"name\":\"en-us\",\"language\":\"en\",\"display\":\"e\"}]" : "[]")
                .execute()));
    }
}
