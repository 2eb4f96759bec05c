package dev.chorale.worker;

import dev.chorale.worker.claim.ServedEngine;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Tells the other services what this process can speak with. */
@Singleton
final class EngineRows {
    private final Jdbi db;

    EngineRows(Jdbi db) {
        this.db = db;
    }

    /** The newest registration of a name holds. In the order of the names: workers that start together can't deadlock. */
    void register(Collection<ServedEngine> engines) {
        List<ServedEngine> ordered = engines.stream()
                .sorted(Comparator.comparing(ServedEngine::name))
                .toList();
        db.useTransaction(tx -> {
            PreparedBatch batch = tx.prepareBatch("""
                    INSERT INTO engine (name, kind, build, encoder_build, voices, made_takes, registered_at)
                    VALUES (:name, :kind, :build, :encoder, CAST(:voices AS jsonb), CAST(:made AS jsonb), now())
                    ON CONFLICT ON CONSTRAINT engine_pk DO UPDATE
                    SET kind = excluded.kind,
                        build = excluded.build,
                        encoder_build = excluded.encoder_build,
                        voices = excluded.voices,
                        made_takes = excluded.made_takes,
                        registered_at = excluded.registered_at
                    """);
            ordered.forEach(engine -> batch.bind("name", engine.name())
                    .bind("kind", engine.kind())
                    .bind("build", engine.builds().voice())
                    .bind("encoder", engine.builds().encoder())
                    .bind("voices", engine.voices())
                    .bind("made", engine.made().json())
                    .add());
            batch.execute();
        });
    }
}
