package dev.chorale.worker.settle;

import dev.chorale.common.job.State;
import dev.chorale.common.job.State.Move;
import dev.chorale.common.memory.Guard;
import dev.chorale.common.memory.MemoryEndings;
import dev.chorale.common.memory.MemoryTables;
import dev.chorale.common.memory.MemoryTables.Artefact;
import dev.chorale.common.memory.MemoryTables.AudioName;
import dev.chorale.common.memory.MemoryTables.CacheRow;
import dev.chorale.common.memory.RunRow;
import dev.chorale.common.outcome.JobEndings.Ended;
import dev.chorale.common.outcome.JobEndings.Reason;
import dev.chorale.common.outcome.RunMoves;
import dev.chorale.worker.settle.Outcome.Cause;
import dev.chorale.worker.settle.Outcome.Trouble;
import dev.chorale.worker.settle.Settlement.LeaseLost;
import dev.chorale.worker.settle.Settlement.Settled;
import dev.chorale.worker.settle.Settlement.Told;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** {@link Outcomes} in memory, where no run keeps segments. */
public final class MemoryOutcomes implements Outcomes {
    private final MemoryTables tables;
    private final MemoryEndings endings;

    public MemoryOutcomes(MemoryTables tables) {
        this.tables = tables;
        this.endings = new MemoryEndings(tables);
    }

    @Override
    public Settlement succeed(Held held, Kept kept, Duration cachedFor) {
        Optional<RunRow> mine = fenced(held.fence(), Move.SUCCEED);
        if (mine.isEmpty()) {
            return committedBefore(kept);
        }
        RunRow run = mine.get();
        run.errorCode = null;
        tables.move(run, State.SUCCEEDED);
        tables.artefacts.put(kept.artefact(), new Artefact(kept.audio().sha256(), kept.objectKey()));
        List<Ended> ended = endings.endWaiting(run, State.SUCCEEDED, kept.artefact(), null);
        if (cachedFor.isPositive() && held.cacheKey() != null) {
            tables.cache.put(
                    new AudioName(held.tenant(), held.cacheKey()),
                    new CacheRow(run.id, kept.artefact(), tables.now().plus(cachedFor)));
        }
        tables.closeToJoiners(run.id);
        return new Settled(State.SUCCEEDED, told(ended));
    }

    private Settlement committedBefore(Kept kept) {
        if (!tables.on(Guard.OWN_COMMIT) || !tables.artefacts.containsKey(kept.artefact())) {
            return new LeaseLost();
        }
        List<Told> jobs = tables.jobs.values().stream()
                .filter(job -> kept.artefact().equals(job.artefact))
                .map(job -> new Told(job.id, "synthesis", tables.run(job.run).sequence))
                .toList();
        return new Settled(State.SUCCEEDED, jobs);
    }

    @Override
    public Settlement fail(Held held, Trouble trouble) {
        return fenced(held.fence(), Move.FAIL)
                .<Settlement>map(run -> {
                    run.errorCode = trouble.code();
                    tables.move(run, State.FAILED);
                    Reason reason = new Reason(trouble.code(), trouble.message(), trouble.cause() != Cause.LASTING);
                    List<Ended> ended = endings.endWaiting(run, State.FAILED, null, reason);
                    tables.closeToJoiners(run.id);
                    return new Settled(State.FAILED, told(ended));
                })
                .orElseGet(LeaseLost::new);
    }

    @Override
    public Settlement retry(Held held, Trouble trouble, Duration wait) {
        return held.attempts() < RunMoves.MOST_ATTEMPTS
                ? putBack(held, Move.RETRY, trouble, wait, 0, 0)
                : fail(held, trouble);
    }

    @Override
    public Settlement suspect(Held held, Trouble trouble, Duration wait) {
        return held.isTriedAlone()
                ? fail(held, Outcomes.poison(trouble.engineMs()))
                : putBack(held, Move.RETRY, trouble, wait, 1, tables.on(Guard.SUSPICION) ? 1 : 0);
    }

    @Override
    public Settlement giveBack(Held held, Trouble trouble, Duration wait) {
        return putBack(held, Move.RELEASE, trouble, wait, 1, 0);
    }

    private Settlement putBack(Held held, Move move, Trouble trouble, Duration wait, int uncharged, int suspicion) {
        return fenced(held.fence(), move)
                .<Settlement>map(run -> {
                    run.attempts -= uncharged;
                    run.suspicion += suspicion;
                    run.notBefore = tables.now().plusMillis(wait.toMillis());
                    run.wakeUps = 0;
                    run.wakeDue = run.notBefore;
                    run.errorCode = trouble.code();
                    tables.move(run, move.to());
                    return new Settled(
                            move.to(),
                            tables.waitingFor(run.id)
                                    .map(job -> new Told(job.id, "synthesis", run.sequence))
                                    .toList());
                })
                .orElseGet(LeaseLost::new);
    }

    private Optional<RunRow> fenced(Fence fence, Move move) {
        Optional<RunRow> mine = Optional.ofNullable(tables.runs.get(fence.run()))
                .filter(run -> !tables.on(Guard.EPOCH) || run.epoch == fence.epoch())
                .filter(run -> !tables.on(Guard.WORKER) || fence.worker().equals(run.worker))
                .filter(run -> !tables.on(Guard.FROM_STATE) || move.from().contains(run.state));
        mine.ifPresent(run -> tables.watch().accepted(run, fence.epoch()));
        return mine;
    }

    private static List<Told> told(List<Ended> ended) {
        return ended.stream()
                .map(job -> new Told(job.jobId(), job.kind(), job.sequence()))
                .toList();
    }
}
