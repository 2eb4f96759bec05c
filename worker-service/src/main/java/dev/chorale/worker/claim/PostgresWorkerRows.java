package dev.chorale.worker.claim;

import dev.chorale.common.job.Lane;
import dev.chorale.worker.settle.Builds;
import dev.chorale.worker.settle.Fence;
import dev.chorale.worker.settle.Held;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** The statements of {@link WorkerRows}. */
final class PostgresWorkerRows implements WorkerRows {
    private final Jdbi db;
    private final ClaimSettings settings;

    PostgresWorkerRows(Jdbi db, ClaimSettings settings) {
        this.db = db;
        this.settings = settings;
    }

    @Override
    public void register(UUID worker, String host, long pid) {
        db.useTransaction(tx -> {
            tx.createUpdate("""
                    DELETE FROM worker
                    WHERE lease_until < now() - interval '1 hour'
                    """).execute();
            tx.createUpdate("""
                    INSERT INTO worker (id, host, pid, engines, instances, slots, started_at, lease_until)
                    VALUES (:id, :host, :pid, :engines, :instances, :slots, now(), now() + :lease * interval '1 millisecond')
                    """)
                    .bind("id", worker)
                    .bind("host", host)
                    .bind("pid", pid)
                    .bindArray("engines", String.class, settings.engines().toArray())
                    .bindArray("instances", String.class, instancesOf(worker))
                    .bind("slots", settings.slots())
                    .bind("lease", settings.lease().toMillis())
                    .execute();
            dropReservations(tx);
        });
    }

    /** Those of engine processes that no worker calls any more, and those for runs that have ended. */
    private static void dropReservations(Handle tx) {
        tx.createUpdate("""
                DELETE FROM isolation
                WHERE NOT EXISTS (SELECT FROM worker WHERE isolation.instance = ANY(worker.instances))
                   OR NOT EXISTS (SELECT FROM run WHERE run.id = isolation.run_id AND run.finished_at IS NULL)
                """).execute();
    }

    private Object[] instancesOf(UUID worker) {
        return settings.engines().stream()
                .map(engine -> settings.instanceOf(engine, worker))
                .toArray();
    }

    @Override
    public boolean renew(UUID worker) {
        return db.withHandle(h -> h.createUpdate("""
                UPDATE worker
                SET lease_until = now() + :lease * interval '1 millisecond'
                WHERE id = :id
                  AND lease_until > now()
                """)
                        .bind("id", worker)
                        .bind("lease", settings.lease().toMillis())
                        .execute()
                == 1);
    }

    @Override
    public void remove(UUID worker) {
        db.useHandle(h -> h.createUpdate("""
                DELETE FROM worker
                WHERE id = :id
                """).bind("id", worker).execute());
    }

    /** Locked in the order of their ids. */
    @Override
    public Set<UUID> progress(UUID worker, Collection<Progress> runs) {
        return new HashSet<>(db.withHandle(h -> h.createQuery("""
                WITH held AS (
                    SELECT run.id, told.permille
                    FROM unnest(:ids, :epochs, :permilles) AS told (id, epoch, permille)
                    JOIN run ON run.id = told.id AND run.epoch = told.epoch AND run.worker_id = :worker
                    ORDER BY run.id
                    FOR NO KEY UPDATE OF run
                )
                UPDATE run
                SET progress = greatest(run.progress, held.permille / 1000.0)
                FROM held
                WHERE run.id = held.id
                RETURNING run.id
                """)
                .bindArray(
                        "ids",
                        UUID.class,
                        runs.stream().map(r -> r.fence().run()).toArray())
                .bindArray(
                        "epochs",
                        Integer.class,
                        runs.stream().map(r -> r.fence().epoch()).toArray())
                .bindArray(
                        "permilles",
                        Integer.class,
                        runs.stream().map(Progress::permille).toArray())
                .bind("worker", worker)
                .mapTo(UUID.class)
                .list()));
    }

    @Override
    public List<Held> strays(UUID worker, Collection<UUID> known) {
        return db.withHandle(h -> h.createQuery("""
                SELECT id, tenant_id, kind, lane, epoch, attempts, suspicion, cache_key, voice_version, encoder_build
                FROM run
                WHERE worker_id = :worker
                  AND finished_at IS NULL
                  AND id <> ALL(:known)
                """)
                .bind("worker", worker)
                .bindArray("known", UUID.class, known.toArray())
                .map((row, ctx) -> new Held(
                        new Fence(row.getObject("id", UUID.class), worker, row.getInt("epoch")),
                        row.getObject("tenant_id", UUID.class),
                        row.getString("kind"),
                        Lane.byWireName(row.getString("lane")).orElseThrow(),
                        row.getInt("attempts"),
                        row.getInt("suspicion"),
                        row.getString("cache_key"),
                        new Builds(row.getString("voice_version"), row.getString("encoder_build"))))
                .list());
    }
}
