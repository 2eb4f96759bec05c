package dev.chorale.worker.sim;

import dev.chorale.common.job.State;
import dev.chorale.common.memory.JobRow;
import dev.chorale.common.memory.MemoryTables;
import dev.chorale.common.memory.MemoryTables.Watch;
import dev.chorale.common.memory.MemoryTables.WorkerRow;
import dev.chorale.common.memory.RunRow;
import dev.chorale.common.outcome.RunMoves;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Holds each change against what must never happen, at the moment when it happens. */
public final class Audit implements Watch {
    private static final int ALONE_FROM = 2;
    private static final int MOST_CRASHES = 3;

    private final World world;
    private final MemoryTables tables;
    private final Consumer<RunRow> claimed;
    private final Map<UUID, Integer> newestWrite = new HashMap<>();
    private final Map<UUID, Integer> crashes = new HashMap<>();

    /** @param claimed is told of every claim too */
    public Audit(World world, Consumer<RunRow> claimed) {
        this.world = world;
        this.tables = world.tables();
        this.claimed = claimed;
    }

    @Override
    public void moved(RunRow run, State from) {
        world.journal()
                .note(() -> "run " + run.id + " " + from + " -> " + run.state + " epoch=" + run.epoch + " attempts="
                        + run.attempts + " suspicion=" + run.suspicion + " code=" + run.errorCode);
        if (from.isTerminal()) {
            breach("O2 run " + run.id + " left " + from + " for " + run.state);
        }
        if (run.attempts > RunMoves.MOST_ATTEMPTS || run.attempts < 0) {
            breach("run " + run.id + " had attempts=" + run.attempts);
        }
        if (run.state == State.SUCCEEDED && tables.waitingFor(run.id).findAny().isEmpty()) {
            breach("run " + run.id + " went on for nobody");
        }
        countCrash(run, from);
        checkCoalescing(run);
    }

    private void countCrash(RunRow run, State from) {
        if (from == State.RUNNING && run.state == State.RETRYING && "engine_crashed".equals(run.errorCode)) {
            int count = crashes.merge(run.id, 1, Integer::sum);
            if (count >= MOST_CRASHES) {
                breach("run " + run.id + " is tried again after crash " + count);
            }
        }
    }

    private void checkCoalescing(RunRow run) {
        long alive = tables.runs.values().stream()
                .filter(other -> other.tenant.equals(run.tenant)
                        && other.cacheKey.equals(run.cacheKey)
                        && other.finishedAt == null)
                .count();
        if (alive > 1) {
            breach("O11 " + alive + " runs at once for the " + run.cacheKey);
        }
    }

    @Override
    public void claimed(RunRow run, String instance) {
        WorkerRow worker = tables.workers.get(run.worker);
        if (worker == null || !worker.leaseUntil().isAfter(tables.now())) {
            breach("run " + run.id + " was claimed without a live lease");
        }
        if (run.notBefore.isAfter(tables.now())) {
            breach("run " + run.id + " was claimed before it was due");
        }
        if (tables.waitingFor(run.id).allMatch(job -> job.isLate(tables.now()))
                && tables.waitingFor(run.id).findAny().isPresent()) {
            breach("run " + run.id + " was begun too late for all its jobs");
        }
        checkAlone(run, instance);
        claimed.accept(run);
    }

    private void checkAlone(RunRow run, String instance) {
        for (RunRow other : tables.runs.values()) {
            WorkerRow worker = other.worker == null ? null : tables.workers.get(other.worker);
            boolean together =
                    other != run && worker != null && worker.instances().contains(instance);
            if (together && (run.suspicion >= ALONE_FROM || other.suspicion >= ALONE_FROM)) {
                breach("runs " + run.id + " and " + other.id + " share an engine, and one is a suspect");
            }
        }
    }

    @Override
    public void accepted(RunRow run, int fenceEpoch) {
        if (fenceEpoch < run.epoch || fenceEpoch < newestWrite.getOrDefault(run.id, 0)) {
            breach("O8 a write of epoch " + fenceEpoch + " counted for run " + run.id + " in epoch " + run.epoch);
        }
        newestWrite.merge(run.id, fenceEpoch, Math::max);
    }

    @Override
    public void ended(JobRow job, @Nullable State before) {
        world.journal().note(() -> "job " + job.id + " of run " + job.run + " " + before + " -> " + job.outcome);
        if (before != null) {
            breach("O2 job " + job.id + " left " + before + " for " + job.outcome);
        }
        if (job.outcome == State.EXPIRED && !job.isLate(tables.now())) {
            breach("job " + job.id + " expired before its deadline");
        }
        if (job.outcome == State.FAILED
                && "poison".equals(Objects.requireNonNull(job.reason).code())
                && crashes.getOrDefault(job.run, 0) != ALONE_FROM) {
            breach("job " + job.id + " was poison after crashes=" + crashes.get(job.run));
        }
    }

    @Override
    public void renewed(UUID worker, Instant before) {
        if (!before.isAfter(tables.now())) {
            breach("the lease of worker " + worker + " was renewed after its end");
        }
    }

    private void breach(String what) {
        world.journal().breach(what);
    }
}
