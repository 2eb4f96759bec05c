package dev.chorale.common.memory;

import dev.chorale.common.job.State;
import dev.chorale.common.memory.MemoryTables.AudioName;
import dev.chorale.common.memory.MemoryTables.CacheRow;
import dev.chorale.common.memory.MemoryTables.Idempotent;
import dev.chorale.common.wire.WakeUp;
import java.util.ArrayList;
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

    /** What became of each submission, by its job's id, and the wake-ups of the new runs. */
    public record Committed(Map<UUID, Result> results, List<WakeUp> wakeUps) {}

    public Committed commit(List<NewJob> group) {
        Committed committed = new Committed(new LinkedHashMap<>(), new ArrayList<>());
        for (NewJob job : group) {
            Result repeated = repeated(job);
            committed.results().put(job.job(), repeated != null ? repeated : place(job, committed.wakeUps()));
        }
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
            return new Result(Kind.JOINED, job.job());
        }
        RunRow run = new RunRow(job, tables.now());
        tables.runs.put(run.id, run);
        tables.inflight.put(name, run.id);
        insert(job, run.id);
        wakeUps.add(WakeUp.of(run.id, "synthesis", run.lane.wireName(), run.engine, run.voiceVersion, run.costMs));
        return new Result(Kind.MISS, job.job());
    }

    private JobRow insert(NewJob job, UUID run) {
        JobRow row = new JobRow(job, run);
        tables.jobs.put(row.id, row);
        return row;
    }
}
