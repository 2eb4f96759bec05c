package dev.chorale.worker.keep;

import dev.chorale.common.job.State;
import dev.chorale.worker.settle.Held;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
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
                    UPDATE segment
                    SET expires_at = now() + :life * interval '1 millisecond'
                    WHERE tenant_id = :tenant
                      AND segment_key = ANY(:keys)
                      AND expires_at BETWEEN now() AND now() + :life * 0.5 * interval '1 millisecond'
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
        return db.inTransaction(tx -> tx.createUpdate("""
                INSERT INTO segment (tenant_id, segment_key, run_id, epoch, object_key, sha256, bytes, created_at, expires_at)
                SELECT tenant_id, :key, id, epoch, :object, :sha256, :bytes, now(), now() + :life * interval '1 millisecond'
                FROM run
                WHERE id = :run
                  AND epoch = :epoch
                  AND worker_id = :worker
                  AND state = :running
                FOR SHARE
                ON CONFLICT ON CONSTRAINT segment_pk DO UPDATE
                SET run_id = excluded.run_id,
                    epoch = excluded.epoch,
                    object_key = excluded.object_key,
                    sha256 = excluded.sha256,
                    bytes = excluded.bytes,
                    created_at = excluded.created_at,
                    expires_at = excluded.expires_at
                WHERE segment.expires_at <= now()
                   OR segment.object_key = :unreadable
                """)
                        .bind("key", key)
                        .bind("object", row.objectKey())
                        .bind("sha256", row.sha256())
                        .bind("bytes", row.bytes())
                        .bind("life", life.toMillis())
                        .bind("run", held.fence().run())
                        .bind("epoch", held.fence().epoch())
                        .bind("worker", held.fence().worker())
                        .bind("running", State.RUNNING.wireName())
                        .bind("unreadable", unreadable)
                        .execute()
                == 1);
    }
}
