package dev.chorale.worker.keep;

import dev.chorale.common.job.State;
import dev.chorale.worker.settle.Held;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** The statements. */
final class SegmentRows {
    private final Jdbi db;
    private final Duration life;

    SegmentRows(Jdbi db, Duration life) {
        this.db = db;
        this.life = life;
    }

    /** Where the samples of a segment are, and what they must be. */
    record Row(String objectKey, String sha256, long bytes) {}

    byte[] saltOf(UUID tenant) {
        return db.withHandle(h -> h.createQuery("SELECT cache_salt FROM tenant WHERE id = :tenant")
                .bind("tenant", tenant)
                .mapTo(byte[].class)
                .one());
    }

    /** Those that are there, by key; they stay for another life from now. */
    Map<String, Row> find(UUID tenant, Collection<String> keys) {
        List<Map.Entry<String, Row>> found = db.inTransaction(tx -> {
            tx.createUpdate("""
                    WITH used AS (
                        SELECT segment_key
                        FROM segment
                        WHERE tenant_id = :tenant
                          AND segment_key = ANY(:keys)
                          AND expires_at BETWEEN now() AND now() + :life * 0.5 * interval '1 millisecond'
                        ORDER BY segment_key
                        FOR UPDATE SKIP LOCKED
                    )
                    UPDATE segment
                    SET expires_at = now() + :life * interval '1 millisecond'
                    FROM used
                    WHERE segment.tenant_id = :tenant
                      AND segment.segment_key = used.segment_key
                    """)
                    .bind("tenant", tenant)
                    .bindArray("keys", String.class, keys.toArray())
                    .bind("life", life.toMillis())
                    .execute();
            return tx.createQuery("""
                    SELECT segment_key, object_key, sha256, bytes
                    FROM segment
                    WHERE tenant_id = :tenant
                      AND segment_key = ANY(:keys)
                      AND expires_at > now()
                    """)
                    .bind("tenant", tenant)
                    .bindArray("keys", String.class, keys.toArray())
                    .map((row, ctx) -> Map.entry(
                            row.getString("segment_key"),
                            new Row(row.getString("object_key"), row.getString("sha256"), row.getLong("bytes"))))
                    .list();
        });
        return found.stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /**
     * Under the run's fence: what a zombie spoke is not kept, and so nothing of a job that was erased meanwhile.
     *
     * @param unreadable the object of a row that is to be replaced; empty: none
     * @return whether the object has a row now
     */
    boolean insert(Held held, String key, Row row, String unreadable) {
        return db.inTransaction(tx -> isOurs(tx, held) && insert(tx, held, key, row, unreadable));
    }

    private static boolean isOurs(Handle tx, Held held) {
        return tx.createQuery("""
                SELECT 1
                FROM run
                WHERE id = :run
                  AND epoch = :epoch
                  AND worker_id = :worker
                  AND state = :running
                FOR SHARE
                """)
                .bind("run", held.fence().run())
                .bind("epoch", held.fence().epoch())
                .bind("worker", held.fence().worker())
                .bind("running", State.RUNNING.wireName())
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
    }

    private boolean insert(Handle tx, Held held, String key, Row row, String unreadable) {
        tx.createUpdate("""
                WITH gone AS (
                    DELETE FROM segment
                    WHERE tenant_id = :tenant
                      AND segment_key = :key
                      AND (expires_at <= now() OR object_key = :unreadable)
                    RETURNING object_key
                )
                INSERT INTO erasure (object_key, created_at)
                SELECT object_key, now()
                FROM gone
                """)
                .bind("tenant", held.tenant())
                .bind("key", key)
                .bind("unreadable", unreadable)
                .execute();
        return tx.createUpdate("""
                INSERT INTO segment (tenant_id, segment_key, run_id, object_key, sha256, bytes, created_at, expires_at)
                VALUES (:tenant, :key, :run, :object, :sha256, :bytes, now(), now() + :life * interval '1 millisecond')
                ON CONFLICT ON CONSTRAINT segment_pk DO NOTHING
                """)
                        .bind("tenant", held.tenant())
                        .bind("key", key)
                        .bind("run", held.fence().run())
                        .bind("object", row.objectKey())
                        .bind("sha256", row.sha256())
                        .bind("bytes", row.bytes())
                        .bind("life", life.toMillis())
                        .execute()
                == 1;
    }
}
