package dev.chorale.api.voice;

import java.util.Map;
import org.jdbi.v3.core.Jdbi;

/** An engine of each kind, as a worker would have registered it. */
final class EngineRows {
    private static final Map<String, String> KINDS = Map.of(
            "espeak", "espeak", "sovits", "gpt-sovits", "cosy", "cosyvoice", "emoti", "emotivoice", "kokoro", "openai");

    private EngineRows() {}

    static void add(Jdbi db) {
        KINDS.forEach((name, kind) -> db.useHandle(h -> h.createUpdate("""
                INSERT INTO engine (name, kind, build, encoder_build, voices, registered_at)
                VALUES (:name, :kind, :kind, 'encoder', CAST(:voices AS jsonb), now())
                ON CONFLICT ON CONSTRAINT engine_pk DO NOTHING
                """)
                .bind("name", name)
                .bind("kind", kind)
                .bind(
                        "voices",
                        kind.equals("espeak") ? "[{\"name\":\"en-us\",\"language\":\"en\",\"display\":\"e\"}]" : "[]")
                .execute()));
    }
}
