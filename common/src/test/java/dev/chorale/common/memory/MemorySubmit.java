package dev.chorale.common.memory;

import dev.chorale.common.job.Lane;
import dev.chorale.common.job.State;
import dev.chorale.common.memory.MemoryTables.AudioName;
import dev.chorale.common.memory.MemoryTables.CacheRow;
import dev.chorale.common.memory.MemoryTables.Idempotent;
import dev.chorale.common.wire.WakeUp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The transaction of a submit in memory. */
public final class MemorySubmit {
    private final MemoryTables tables;
    private final MemoryEndings endings;

    public MemorySubmit(MemoryTables tables) {
        this.tables = tables;
        this.endings = new MemoryEndings(tables);
    }

    /** Where the job's audio comes from, or why there is no new job. */
    public enum Kind {
        HIT,
        MISS,
        JOINED,
        REPLAYED,
        KEY_REUSED
    }

    /** @param job the new one, or the one that the key stands for */
    public record Result(Kind kind, UUID job) {}

    /** What became of each submission, by its job's id, and the wake-ups of the runs that are new or now more urgent. */
    public record Committed(Map<UUID, Result> results, List<WakeUp> wakeUps) {}

    public Committed commit(List<NewJob> group) {
        Committed committed = new Committed(new LinkedHashMap<>(), new ArrayList<>());
        List<NewJob> fresh = new ArrayList<>();
        for (NewJob job : group) {
            Result repeated = repeated(job);
            if (repeated == null) {
                fresh.add(job);
            } else {
                committed.results().put(job.job(), repeated);
            }
        }
        fresh.sort(Comparator.comparing(NewJob::lane));
        fresh.forEach(job -> committed.results().put(job.job(), place(job, committed.wakeUps())));
        return committed;
    }

    private @Nullable Result repeated(NewJob job) {
        if (job.key() == null) {
            return null;
        }
        Idempotent earlier = tables.idempotency.putIfAbsent(
                job.tenant() + "/" + job.key(), new Idempotent(job.job(), job.requestHash()));
        if (earlier == null || !tables.on(Guard.IDEMPOTENCY_KEY)) {
            return null;
        }
        boolean same = Objects.equals(earlier.requestHash(), job.requestHash());
        return same || !tables.on(Guard.IDEMPOTENCY_HASH)
                ? new Result(Kind.REPLAYED, earlier.job())
                : new Result(Kind.KEY_REUSED, job.job());
    }

    private Result place(NewJob job, List<WakeUp> wakeUps) {
        AudioName name = new AudioName(job.tenant(), job.cacheKey());
        CacheRow cached = tables.cache.get(name);
        if (cached != null && cached.expiresAt().isAfter(tables.now())) {
            JobRow row = insert(job, cached.run());
            endings.end(List.of(row), State.SUCCEEDED, cached.artefact(), null);
            return new Result(Kind.HIT, job.job());
        }
        UUID running = tables.on(Guard.INFLIGHT) ? tables.inflight.get(name) : null;
        if (running != null) {
            if (tables.on(Guard.CLOSE_TO_JOINERS) && tables.run(running).finishedAt != null) {
                throw new IllegalStateException("in-flight rows without a live run");
            }
            insert(job, running);
            hurry(tables.run(running), job.lane(), wakeUps);
            return new Result(Kind.JOINED, job.job());
        }
        RunRow run = new RunRow(job, tables.now());
        tables.runs.put(run.id, run);
        tables.inflight.put(name, run.id);
        insert(job, run.id);
        wakeUps.add(wakeUp(run));
        return new Result(Kind.MISS, job.job());
    }

    private void hurry(RunRow run, Lane lane, List<WakeUp> wakeUps) {
        if (run.worker == null && run.finishedAt == null && lane.compareTo(run.lane) < 0) {
            Instant asNew = tables.now().plus(RunRow.ANNOUNCED_AGAIN);
            Instant earlier = run.wakeDue.isBefore(asNew) ? run.wakeDue : asNew;
            run.lane = lane;
            run.wakeUps = 0;
            run.wakeDue = run.notBefore.isAfter(earlier) ? run.notBefore : earlier;
            wakeUps.add(wakeUp(run));
        }
    }

    private static WakeUp wakeUp(RunRow run) {
        return WakeUp.of(run.id, "synthesis", run.lane.wireName(), run.engine, run.voiceVersion, run.costMs);
    }

    private JobRow insert(NewJob job, UUID run) {
        JobRow row = new JobRow(job, run);
        tables.jobs.put(row.id, row);
        return row;
    }
}
