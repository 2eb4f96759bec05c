package dev.chorale.worker.claim;

import dev.chorale.common.job.Lane;
import dev.chorale.common.job.State.Move;
import dev.chorale.common.outcome.RunMoves;
import dev.chorale.worker.settle.Builds;
import dev.chorale.worker.settle.Fence;
import dev.chorale.worker.settle.Held;
import dev.chorale.worker.settle.Settlement.Told;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** The statements of a claim. */
@Singleton
final class PostgresClaims implements Claims {
    private static final Set<Lane> ALL = EnumSet.allOf(Lane.class);
    private static final Set<Lane> URGENT = EnumSet.of(Lane.INTERACTIVE);
    private static final int NO_SUSPECTS = Held.TRIED_ALONE_FROM - 1;
    private static final int ANY_SUSPICION = Integer.MAX_VALUE;

    private final Jdbi db;

    PostgresClaims(Jdbi db) {
        this.db = db;
    }

    @Override
    public List<Claimed> claim(Claimant by, Collection<UUID> runs) {
        List<Claimed> claimed = db.inTransaction(tx -> claimSeen(tx, by, _ -> List.copyOf(runs)));
        return claimed.size() == runs.size() ? claimed : withSuspect(by, runs, claimed);
    }

    @Override
    public List<Claimed> claimWaiting(Claimant by, Duration minAge, int limit) {
        return claimSeenOrSuspect(by, minAge, tx -> FairOrder.first(tx, by.engine(), ALL, minAge, limit));
    }

    @Override
    public List<Claimed> claimAsMany(Claimant by, Collection<UUID> woken) {
        List<Claimed> claimed = new ArrayList<>(withSuspect(by, woken, List.of()));
        int room = woken.size() - claimed.size();
        claimed.addAll(db.inTransaction(
                tx -> claimSeen(tx, by, _ -> FairOrder.first(tx, by.engine(), ALL, Duration.ZERO, room))));
        Set<UUID> got = claimed.stream().map(run -> run.held().fence().run()).collect(Collectors.toSet());
        List<UUID> others = woken.stream()
                .filter(run -> !got.contains(run))
                .limit(woken.size() - got.size())
                .toList();
        if (!others.isEmpty()) {
            claimed.addAll(db.inTransaction(tx -> claimSeen(tx, by, _ -> others)));
        }
        return claimed;
    }

    @Override
    public List<Claimed> claimUrgent(Claimant by, Duration minAge, int limit) {
        return db.inTransaction(tx -> claimSeen(tx, by, _ -> FairOrder.first(tx, by.engine(), URGENT, minAge, limit)));
    }

    @Override
    public List<Claimed> claimFitting(Claimant by, Fitting fitting, int limit) {
        return claimSeenOrSuspect(by, fitting.minAge(), tx -> {
            List<UUID> left = fitting.oldestFirst()
                    ? FairOrder.first(tx, by.engine(), ALL, Fitting.LONG, limit)
                    : List.<UUID>of();
            return left.isEmpty() ? FittingOrder.first(tx, by, fitting, limit) : left;
        });
    }

    private interface Look {
        List<UUID> at(Handle tx);
    }

    private record Seen(List<Claimed> claimed, Optional<UUID> suspect) {}

    /** A suspect stands apart, for it would hide the others: it comes when the process is quiet, and so none of them was claimed. */
    private List<Claimed> claimSeenOrSuspect(Claimant by, Duration minAge, Look look) {
        Seen seen = db.inTransaction(
                tx -> new Seen(claimSeen(tx, by, look), Isolation.oldestSuspect(tx, by.engine(), minAge)));
        return seen.suspect
                .map(suspect -> withSuspect(by, List.of(suspect), seen.claimed))
                .orElse(seen.claimed);
    }

    private static List<Claimed> claimSeen(Handle tx, Claimant by, Look look) {
        Isolation.share(tx, by);
        List<UUID> seen = look.at(tx);
        return seen.isEmpty() ? List.of() : claim(tx, by, seen, NO_SUSPECTS);
    }

    /** What was left may be suspected of killing engines: it gets its engine process for itself, or waits for that. */
    private List<Claimed> withSuspect(Claimant by, Collection<UUID> runs, List<Claimed> others) {
        List<Claimed> claimed = new ArrayList<>(others);
        db.useTransaction(tx -> Isolation.enter(tx, by, runs)
                .ifPresent(suspect -> claimed.addAll(claim(tx, by, List.of(suspect), ANY_SUSPICION))));
        return claimed;
    }

    /**
     * The rows are locked in the order of their ids, so that workers that were told of the same runs can't deadlock.
     * What changed while we waited for its lock is checked again by PostgreSQL before it is moved. The worker's lease
     * is part of the same statement: a worker that was given up claims nothing.
     */
    private static List<Claimed> claim(Handle tx, Claimant by, Collection<UUID> runs, int mostSuspicion) {
        return tx.createQuery("""
                WITH due AS (
                    SELECT id
                    FROM run
                    WHERE id = ANY(:runs)
                      AND state = ANY(:from)
                      AND engine = :engine
                      AND not_before <= now()
                      AND attempts < :most
                      AND suspicion <= :mostSuspicion
                      AND (suspicion >= :alone OR NOT EXISTS (SELECT FROM isolation_now WHERE instance = :instance))
                      AND NOT EXISTS (SELECT FROM job
                                      WHERE job.run_id = run.id
                                        AND job.outcome IS NULL
                                      HAVING bool_and(coalesce(job.deadline <= now(), false)))
                      AND EXISTS (SELECT FROM worker WHERE worker.id = :worker AND worker.lease_until > now())
                    ORDER BY id
                    FOR NO KEY UPDATE
                )
                UPDATE run
                SET state = :to,
                    epoch = epoch + 1,
                    attempts = attempts + 1,
                    sequence = sequence + 1,
                    worker_id = :worker,
                    progress = 0,
                    engine_ms = NULL,
                    started_at = coalesce(started_at, now())
                FROM due
                WHERE run.id = due.id
                RETURNING run.id, run.tenant_id, run.kind, run.lane, run.epoch, run.attempts, run.suspicion, run.sequence, run.cache_key,
                          run.voice_key, run.voice_version, run.encoder_build, run.utterance,
                          (extract(EPOCH FROM now() - run.not_before) * 1000)::bigint AS waited_ms,
                          ARRAY(SELECT job.id FROM job WHERE job.run_id = run.id AND job.outcome IS NULL) AS jobs
                """)
                .bindArray("runs", UUID.class, runs.toArray())
                .bindArray("from", String.class, (Object[]) Move.CLAIM.fromNames())
                .bind("to", Move.CLAIM.toName())
                .bind("engine", by.engine())
                .bind("instance", by.instance())
                .bind("mostSuspicion", mostSuspicion)
                .bind("alone", Held.TRIED_ALONE_FROM)
                .bind("most", RunMoves.MOST_ATTEMPTS)
                .bind("worker", by.worker())
                .map((row, ctx) -> claimed(row, by.worker()))
                .list();
    }

    private static Claimed claimed(ResultSet row, UUID worker) throws SQLException {
        Held held = new Held(
                new Fence(row.getObject("id", UUID.class), worker, row.getInt("epoch")),
                row.getObject("tenant_id", UUID.class),
                row.getString("kind"),
                Lane.byWireName(row.getString("lane")).orElseThrow(),
                row.getInt("attempts"),
                row.getInt("suspicion"),
                row.getString("cache_key"),
                new Builds(row.getString("voice_version"), row.getString("encoder_build")));
        int sequence = row.getInt("sequence");
        List<Told> jobs = Stream.of((UUID[]) row.getArray("jobs").getArray())
                .map(job -> new Told(job, held.kind(), sequence))
                .toList();
        return new Claimed(
                held,
                row.getString("voice_key"),
                row.getString("utterance"),
                jobs,
                Duration.ofMillis(row.getLong("waited_ms")));
    }
}
