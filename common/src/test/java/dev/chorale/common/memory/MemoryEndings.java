package dev.chorale.common.memory;

import dev.chorale.common.job.State;
import dev.chorale.common.memory.MemoryTables.Notice;
import dev.chorale.common.outcome.JobEndings.Ended;
import dev.chorale.common.outcome.JobEndings.Reason;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@link dev.chorale.common.outcome.JobEndings} in memory. */
public final class MemoryEndings {
    private final MemoryTables tables;

    public MemoryEndings(MemoryTables tables) {
        this.tables = tables;
    }

    /** Ends what waits for the run. */
    public List<Ended> endWaiting(RunRow run, State state, @Nullable UUID artefact, @Nullable Reason reason) {
        List<JobRow> waiting = tables.jobsOf(run.id)
                .filter(job -> job.waits() || !tables.on(Guard.ENDS_ONCE))
                .toList();
        return end(waiting, state, artefact, reason);
    }

    public List<Ended> end(Collection<JobRow> jobs, State state, @Nullable UUID artefact, @Nullable Reason reason) {
        List<Ended> ended = new ArrayList<>();
        for (JobRow job : jobs) {
            if (job.waits() || !tables.on(Guard.ENDS_ONCE)) {
                ended.add(end(job, state, artefact, reason));
            }
        }
        return ended;
    }

    private Ended end(JobRow job, State state, @Nullable UUID artefact, @Nullable Reason reason) {
        State before = job.outcome;
        job.outcome = state;
        job.artefact = artefact;
        job.reason = reason;
        job.finishedAt = tables.now();
        if (state == State.SUCCEEDED && !(tables.on(Guard.USAGE_KEY) && tables.usage.contains(job.id))) {
            tables.usage.add(job.id);
        }
        Notice notice = new Notice(job.id, state);
        if (job.wantsNotice && tables.on(Guard.NOTICE) && !tables.notices.contains(notice)) {
            tables.notices.add(notice);
        }
        tables.watch().ended(job, before);
        int sequence = tables.run(job.run).sequence;
        return new Ended(job.id, job.tenant, "synthesis", state, sequence);
    }
}
