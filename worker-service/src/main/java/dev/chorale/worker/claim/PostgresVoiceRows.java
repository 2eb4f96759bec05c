package dev.chorale.worker.claim;

import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;

/** The statements of {@link VoiceRows}. */
@Singleton
final class PostgresVoiceRows implements VoiceRows {
    private final Jdbi db;

    PostgresVoiceRows(Jdbi db) {
        this.db = db;
    }

    @Override
    public void loaded(UUID worker, Set<String> loaded) {
        db.useHandle(h -> h.createUpdate("""
                UPDATE worker
                SET loaded = :loaded
                WHERE id = :worker
                """)
                .bind("worker", worker)
                .bindArray("loaded", String.class, loaded.stream().sorted().toArray())
                .execute());
    }

    /** In the order of the keys: workers that tell at once can't deadlock. */
    @Override
    public void used(Collection<Use> uses) {
        db.useTransaction(tx -> {
            PreparedBatch batch = tx.prepareBatch("""
                    INSERT INTO voice_use (engine, voice_key, uses, used_at, run_id)
                    VALUES (:engine, :voiceKey, :count, now(), :run)
                    ON CONFLICT ON CONSTRAINT voice_use_pk DO UPDATE
                    SET uses = voice_use.uses * power(0.5, extract(epoch FROM now() - voice_use.used_at) / 86400) + excluded.uses,
                        used_at = now(),
                        run_id = excluded.run_id
                    """);
            uses.stream()
                    .sorted(Comparator.comparing(Use::engine).thenComparing(Use::voiceKey))
                    .forEach(use -> batch.bindMethods(use).add());
            batch.execute();
        });
    }

    @Override
    public List<Said> mostUsed(String engine, UUID worker, int limit) {
        return db.withHandle(h -> h.createQuery("""
                SELECT run.tenant_id, run.utterance
                FROM voice_use
                JOIN run ON run.id = voice_use.run_id
                WHERE voice_use.engine = :engine
                  AND voice_use.used_at > now() - interval '7 days'
                  AND run.utterance <> '{}'
                ORDER BY EXISTS (SELECT FROM worker
                                 WHERE worker.id <> :worker
                                   AND worker.lease_until > now()
                                   AND voice_use.engine || '/' || voice_use.voice_key = ANY(worker.loaded)),
                         voice_use.uses * power(0.5, extract(epoch FROM now() - voice_use.used_at) / 86400) DESC
                LIMIT :limit
                """)
                .bind("engine", engine)
                .bind("worker", worker)
                .bind("limit", limit)
                .map((row, ctx) -> new Said(row.getObject("tenant_id", UUID.class), row.getString("utterance")))
                .list());
    }
}
