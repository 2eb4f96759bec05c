package dev.chorale.api.jobs;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.chorale.common.job.State;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * The numbered story of a job: accepted, then each move of its run, then its own end, which is the last event and comes
 * once. It is read from what the database recorded, so any process can tell it again from any number on.
 */
@ApplicationScoped
public class JobEvents {
    private static final int ACCEPTED = 1;

    private final Jdbi jdbi;

    public JobEvents(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** One event. Numbers grow within a job; they may have gaps. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record JobEvent(
            String jobId,
            String state,
            String kind,
            int sequence,
            String at,
            @Nullable String errorCode) {
        String type() {
            return "job." + state;
        }
    }

    /**
     * What came after {@code last}, in order; with 0 the whole story. Nothing later than the view is told: a run that others
     * share goes on after the job's own end, which would then come too late.
     */
    public List<JobEvent> after(JobView job, int last) {
        if (job.sequence <= last) {
            return List.of();
        }
        List<JobEvent> events = new ArrayList<>();
        if (!job.isHit()) {
            events.add(event(job, State.QUEUED.wireName(), ACCEPTED, job.createdAt, null));
            events.addAll(moves(job, job.finishedAt == null ? job.sequence + 1 : job.sequence));
        }
        if (job.finishedAt != null) {
            events.add(event(job, job.state, job.sequence, job.finishedAt, job.errorCode));
        }
        return events.stream()
                .filter(e -> e.sequence() > last)
                .sorted(Comparator.comparingInt(JobEvent::sequence))
                .toList();
    }

    /** The moves of the run before the job's own end. How the run itself ended is another job's business. */
    private List<JobEvent> moves(JobView job, int before) {
        return jdbi.withHandle(h -> h.createQuery("""
                        SELECT sequence, state, at
                        FROM run_event
                        WHERE run_id = :run
                          AND sequence > :accepted
                          AND sequence < :before
                          AND state <> ALL(:terminal)
                        ORDER BY sequence
                        """)
                .bind("run", job.runId)
                .bind("accepted", ACCEPTED)
                .bind("before", before)
                .bindArray(
                        "terminal",
                        String.class,
                        State.TERMINAL.stream().map(State::wireName).toArray())
                .map((row, ctx) -> event(
                        job,
                        row.getString("state"),
                        row.getInt("sequence"),
                        row.getTimestamp("at").toInstant(),
                        null))
                .list());
    }

    private static JobEvent event(JobView job, String state, int sequence, Instant at, @Nullable String code) {
        return new JobEvent(job.idText(), state, job.kind, sequence, Rfc3339.write(at), code);
    }
}
