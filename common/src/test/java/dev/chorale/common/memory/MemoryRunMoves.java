package dev.chorale.common.memory;

import dev.chorale.common.job.Lane;
import dev.chorale.common.job.State;
import dev.chorale.common.job.State.Move;
import dev.chorale.common.outcome.JobEndings.Ended;
import dev.chorale.common.outcome.JobEndings.Reason;
import dev.chorale.common.outcome.RunMoves;
import dev.chorale.common.wire.WakeUp;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** {@link RunMoves} in memory. */
public final class MemoryRunMoves implements RunMoves {
    private static final Reason LOST = new Reason(WORKER_LOST, "the worker was lost and every attempt is spent", true);
    private static final int MOST_DOUBLINGS = 3;

    private final MemoryTables tables;
    private final MemoryEndings endings;

    public MemoryRunMoves(MemoryTables tables) {
        this.tables = tables;
        this.endings = new MemoryEndings(tables);
    }

    @Override
    public List<Revoked> revokeLost(int limit) {
        if (!tables.on(Guard.REVOKE)) {
            return List.of();
        }
        return some(limit, Move.RETRY, run -> !tables.on(Guard.REVOKE_ONLY_LOST) || !tables.isAlive(run.worker))
                .map(this::revoke)
                .toList();
    }

    private Revoked revoke(RunRow run) {
        boolean again = run.attempts < MOST_ATTEMPTS || !tables.on(Guard.REVOKE_SPENT);
        run.epoch++;
        run.errorCode = WORKER_LOST;
        run.notBefore = tables.now();
        tables.move(run, again ? State.RETRYING : State.FAILED);
        if (again) {
            List<UUID> waiting = tables.waitingFor(run.id).map(job -> job.id).toList();
            return new Revoked(run.id, run.state, run.sequence, "synthesis", waiting, List.of());
        }
        List<Ended> ended = endings.endWaiting(run, State.FAILED, null, LOST);
        tables.closeToJoiners(run.id);
        return new Revoked(run.id, run.state, run.sequence, "synthesis", List.of(), ended);
    }

    @Override
    public int requeueDue(int limit) {
        if (!tables.on(Guard.REQUEUE)) {
            return 0;
        }
        List<RunRow> due =
                some(limit, Move.REQUEUE, run -> run.isDue(tables.now())).toList();
        for (RunRow run : due) {
            run.notBefore = tables.now();
            run.wakeUps = 0;
            run.wakeDue = tables.now();
            tables.move(run, State.QUEUED);
        }
        return due.size();
    }

    @Override
    public List<WakeUp> announceDue(int limit, Duration after) {
        if (!tables.on(Guard.ANNOUNCE)) {
            return List.of();
        }
        return some(limit, Move.CLAIM, run -> !run.wakeDue.isAfter(tables.now()))
                .map(run -> announced(run, after))
                .toList();
    }

    private WakeUp announced(RunRow run, Duration after) {
        run.wakeDue = tables.now().plus(after.multipliedBy(1L << Math.min(run.wakeUps, MOST_DOUBLINGS)));
        run.wakeUps++;
        Lane lane = run.epoch > 0 ? Lane.INTERACTIVE : run.lane;
        return WakeUp.of(run.id, "synthesis", lane.wireName(), run.engine, run.voiceVersion, run.costMs);
    }

    private Stream<RunRow> some(int limit, Move move, Predicate<RunRow> which) {
        return tables.runs.values().stream()
                .filter(run -> move.from().contains(run.state) && which.test(run))
                .limit(limit)
                .toList()
                .stream();
    }
}
