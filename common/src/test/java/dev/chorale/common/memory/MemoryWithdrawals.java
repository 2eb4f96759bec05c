package dev.chorale.common.memory;

import dev.chorale.common.job.State;
import dev.chorale.common.job.State.Move;
import dev.chorale.common.outcome.JobEndings.Ended;
import dev.chorale.common.outcome.JobEndings.Reason;
import dev.chorale.common.outcome.Withdrawals;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@link Withdrawals} in memory. */
public final class MemoryWithdrawals implements Withdrawals {
    private static final Reason EXPIRED =
            new Reason("deadline_exceeded", "the deadline passed before the audio was done", false);

    private final MemoryTables tables;
    private final MemoryEndings endings;

    public MemoryWithdrawals(MemoryTables tables) {
        this.tables = tables;
        this.endings = new MemoryEndings(tables);
    }

    @Override
    public List<Ended> cancel(UUID job) {
        JobRow row = tables.jobs.get(job);
        return row == null ? List.of() : withdraw(List.of(row), Move.CANCEL, null);
    }

    @Override
    public List<Ended> expireDue() {
        if (!tables.on(Guard.EXPIRE)) {
            return List.of();
        }
        List<JobRow> due = tables.jobs.values().stream()
                .filter(job -> job.waits() && job.isLate(tables.now()))
                .toList();
        return withdraw(due, Move.EXPIRE, EXPIRED);
    }

    private List<Ended> withdraw(List<JobRow> jobs, Move move, @Nullable Reason reason) {
        List<RunRow> runs = jobs.stream()
                .filter(JobRow::waits)
                .map(job -> tables.run(job.run))
                .filter(run -> run.finishedAt == null)
                .distinct()
                .toList();
        runs.forEach(run -> run.sequence++);
        List<Ended> ended = endings.end(jobs, move.to(), null, reason);
        runs.stream().filter(this::isAbandoned).forEach(run -> stop(run, move.to()));
        return ended;
    }

    private boolean isAbandoned(RunRow run) {
        return tables.on(Guard.STOP_ABANDONED)
                && (!tables.on(Guard.LAST_ONE_OUT)
                        || tables.waitingFor(run.id).findAny().isEmpty());
    }

    private void stop(RunRow run, State to) {
        run.epoch++;
        run.errorCode = to == State.EXPIRED ? EXPIRED.code() : State.CANCELLED.wireName();
        tables.move(run, to);
        tables.closeToJoiners(run.id);
    }
}
