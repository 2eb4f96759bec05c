package dev.chorale.worker.claim;

import dev.chorale.common.job.State.Move;
import dev.chorale.worker.settle.Held;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * Lets a run that is suspected of killing engines have one engine process for itself. Then a crash is its own doing, and
 * nobody else is harmed.
 *
 * <p>While a process is reserved, ordinary claims for it find nothing (their guard reads the table), so it runs empty;
 * then the suspect is claimed. Ordinary claims hold the process's lock shared, the reservation holds it alone: so no
 * claim that began before the reservation is overlooked. A reservation whose run is neither waiting nor running any
 * more is void. One that found no quiet for five minutes holds no longer (the view {@code isolation_now}), but its row stays
 * for five more, in which no suspect may reserve the process anew: else those who must not wait would have a moment
 * between two reservations.
 */
final class Isolation {
    private Isolation() {}

    /** Ordinary claims of this engine process may follow in this transaction. */
    static void share(Handle tx, Claimant by) {
        lock(tx, "SELECT pg_advisory_xact_lock_shared(hashtextextended(:instance, 0))", by);
    }

    /**
     * Reserves the process for one of the runs that must be tried alone.
     *
     * @return that run, if the process is quiet: it may be claimed in this transaction
     */
    static Optional<UUID> enter(Handle tx, Claimant by, Collection<UUID> runs) {
        Optional<UUID> suspect = suspectAmong(tx, by, runs);
        if (suspect.isEmpty()) {
            return suspect;
        }
        lock(tx, "SELECT pg_advisory_xact_lock(hashtextextended(:instance, 0))", by);
        dropVoid(tx, by);
        if (!reserve(tx, by, suspect.get())) {
            return Optional.empty();
        }
        if (isBusy(tx, by)) {
            announceSoon(tx, suspect.get());
            return Optional.empty();
        }
        freeOthers(tx, by, suspect.get());
        return suspect;
    }

    /** The one that has waited longest for its turn: see the index {@code run_suspect}. */
    static Optional<UUID> oldestSuspect(Handle tx, String engine, Duration minAge) {
        return tx.createQuery("""
                SELECT id
                FROM run
                WHERE engine = :engine
                  AND state = ANY(:from)
                  AND finished_at IS NULL
                  AND suspicion > 1
                  AND not_before <= now() - :age * interval '1 millisecond'
                ORDER BY not_before, id
                LIMIT 1
                """)
                .bind("engine", engine)
                .bindArray("from", String.class, (Object[]) Move.CLAIM.fromNames())
                .bind("age", minAge.toMillis())
                .mapTo(UUID.class)
                .findOne();
    }

    private static void lock(Handle tx, String sql, Claimant by) {
        tx.createQuery(sql).bind("instance", by.instance()).mapTo(String.class).list();
    }

    private static Optional<UUID> suspectAmong(Handle tx, Claimant by, Collection<UUID> runs) {
        return tx.createQuery("""
                SELECT id
                FROM run
                WHERE id = ANY(:runs)
                  AND state = ANY(:from)
                  AND engine = :engine
                  AND not_before <= now()
                  AND suspicion >= :alone
                ORDER BY id
                LIMIT 1
                """)
                .bindArray("runs", UUID.class, runs.toArray())
                .bindArray("from", String.class, (Object[]) Move.CLAIM.fromNames())
                .bind("engine", by.engine())
                .bind("alone", Held.TRIED_ALONE_FROM)
                .mapTo(UUID.class)
                .findOne();
    }

    private static void dropVoid(Handle tx, Claimant by) {
        tx.createUpdate("""
                DELETE FROM isolation
                WHERE instance = :instance
                  AND instance NOT IN (SELECT instance FROM isolation_now)
                  AND (since <= now() - interval '10 minutes'
                       OR NOT EXISTS (SELECT FROM run WHERE run.id = run_id AND run.state = ANY(:from)))
                """)
                .bind("instance", by.instance())
                .bindArray("from", String.class, (Object[]) Move.CLAIM.fromNames())
                .execute();
    }

    private static boolean reserve(Handle tx, Claimant by, UUID suspect) {
        return tx.createUpdate("""
                INSERT INTO isolation (instance, run_id, since)
                SELECT :instance, run.id, now()
                FROM run
                WHERE run.id = :run
                  AND run.state = ANY(:from)
                ON CONFLICT ON CONSTRAINT isolation_pk DO UPDATE
                SET run_id = excluded.run_id
                WHERE isolation.run_id = excluded.run_id
                """)
                        .bind("instance", by.instance())
                        .bind("run", suspect)
                        .bindArray("from", String.class, (Object[]) Move.CLAIM.fromNames())
                        .execute()
                == 1;
    }

    private static boolean isBusy(Handle tx, Claimant by) {
        return tx.createQuery("""
                SELECT EXISTS (SELECT
                               FROM run
                               JOIN worker ON worker.id = run.worker_id
                               WHERE run.finished_at IS NULL
                                 AND run.engine = :engine
                                 AND :instance = ANY(worker.instances))
                """)
                .bind("engine", by.engine())
                .bind("instance", by.instance())
                .mapTo(Boolean.class)
                .one();
    }

    /** The processes that were reserved for it while they were busy; it needs one. */
    private static void freeOthers(Handle tx, Claimant by, UUID suspect) {
        tx.createUpdate("""
                DELETE FROM isolation
                WHERE run_id = :run
                  AND instance <> :instance
                """)
                .bind("run", suspect)
                .bind("instance", by.instance())
                .execute();
    }

    private static void announceSoon(Handle tx, UUID suspect) {
        tx.createUpdate("""
                UPDATE run
                SET wake_due_at = now() + interval '300 milliseconds'
                WHERE id = :run
                """).bind("run", suspect).execute();
    }
}
