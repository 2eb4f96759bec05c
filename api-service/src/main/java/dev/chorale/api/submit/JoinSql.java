package dev.chorale.api.submit;

import dev.chorale.api.submit.SubmitTransaction.AudioName;
import dev.chorale.common.job.Lane;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/** The statements of {@link SubmitTransaction} about runs that others have begun to wait for. */
final class JoinSql {
    private static final Object[] LANES_IN_ORDER =
            Stream.of(Lane.values()).map(Lane::wireName).toArray();

    private JoinSql() {}

    /**
     * Moves runs that nobody speaks yet into the lane of their joiner, where that is more urgent. Is there one, all that are
     * joined are locked here, in the order of their ids: groups that locked them FOR SHARE first, and then some of them
     * otherwise, would wait for each other.
     *
     * @return the runs that were moved: as new ones they are announced after the commit, and again within 5 s
     */
    static Set<UUID> hurry(Handle tx, List<Submission> joiners) {
        if (joiners.isEmpty()) {
            return Set.of();
        }
        return new HashSet<>(SubmitSql.bindNames(tx.createQuery("""
                WITH joined AS (
                    SELECT r.id, asked.lane,
                           r.worker_id IS NULL AND array_position(:order, asked.lane) < array_position(:order, r.lane) AS hurries
                    FROM unnest(:tenants, :names, :runs, :lanes) AS asked (tenant_id, cache_key, run_id, lane)
                    JOIN inflight i ON i.tenant_id = asked.tenant_id AND i.cache_key = asked.cache_key
                    JOIN run r ON r.id = i.run_id
                    WHERE r.finished_at IS NULL
                ), locked AS (
                    SELECT run.id, joined.lane
                    FROM run
                    JOIN joined ON joined.id = run.id
                    WHERE EXISTS (SELECT FROM joined WHERE hurries)
                    ORDER BY run.id
                    FOR NO KEY UPDATE OF run
                )
                UPDATE run
                SET lane = locked.lane,
                    wake_ups = 0,
                    wake_due_at = greatest(run.not_before, least(run.wake_due_at, now() + interval '5 seconds'))
                FROM locked
                WHERE run.id = locked.id
                  AND run.worker_id IS NULL
                  AND run.finished_at IS NULL
                  AND array_position(:order, locked.lane) < array_position(:order, run.lane)
                RETURNING run.id
                """), joiners)
                .bindArray(
                        "lanes",
                        String.class,
                        SubmitSql.of(joiners, s -> s.lane().wireName()))
                .bindArray("order", String.class, LANES_IN_ORDER)
                .mapTo(UUID.class)
                .list());
    }

    /** The live runs of these names. FOR SHARE: the completion waits until our jobs are in. */
    static Map<AudioName, UUID> joinable(Handle tx, List<Submission> lost) {
        if (lost.isEmpty()) {
            return Map.of();
        }
        return SubmitSql.bindNames(tx.createQuery("""
                SELECT i.tenant_id, i.cache_key, r.id
                FROM unnest(:tenants, :names, :runs) AS asked (tenant_id, cache_key, run_id)
                JOIN inflight i ON i.tenant_id = asked.tenant_id AND i.cache_key = asked.cache_key
                JOIN run r ON r.id = i.run_id
                WHERE r.finished_at IS NULL
                ORDER BY r.id
                FOR SHARE OF r
                """), lost)
                .map((row, ctx) -> Map.entry(
                        new AudioName(row.getObject("tenant_id", UUID.class), row.getString("cache_key")),
                        row.getObject("id", UUID.class)))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
