package dev.chorale.common.memory;

import dev.chorale.common.job.State;
import dev.chorale.common.outcome.JobEndings.Reason;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of the table {@code job}. */
public final class JobRow {
    public final UUID id;
    public final UUID tenant;
    public final UUID run;
    public final boolean wantsNotice;
    public @Nullable Instant deadline;
    public @Nullable State outcome;
    public @Nullable UUID artefact;
    public @Nullable Reason reason;
    public @Nullable Instant finishedAt;

    JobRow(NewJob job, UUID run) {
        this.id = job.job();
        this.tenant = job.tenant();
        this.run = run;
        this.wantsNotice = job.wantsNotice();
        this.deadline = job.deadline();
    }

    public boolean waits() {
        return outcome == null;
    }

    public boolean isLate(Instant now) {
        return deadline != null && !deadline.isAfter(now);
    }
}
