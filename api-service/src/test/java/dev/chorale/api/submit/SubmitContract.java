package dev.chorale.api.submit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.chorale.api.submit.Submission.Idempotency;
import dev.chorale.api.submit.SubmitTransaction.Committed;
import dev.chorale.api.submit.Submitted.Accepted;
import dev.chorale.api.submit.Submitted.KeyReused;
import dev.chorale.api.submit.Submitted.Replayed;
import dev.chorale.api.submit.Submitted.Source;
import dev.chorale.common.contract.Rows;
import dev.chorale.common.contract.Rows.JobView;
import dev.chorale.common.job.Lane;
import dev.chorale.common.job.State;
import dev.chorale.common.wire.WakeUp;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What a submit's transaction promises on every store. */
abstract class SubmitContract {
    private final Rows rows;
    private final UUID tenant;

    SubmitContract(Rows rows) {
        this.rows = rows;
        this.tenant = rows.tenant();
    }

    abstract Committed commit(List<Submission> group);

    /** Ends the submission's run and its jobs with audio that others find for a day. */
    abstract void complete(Submission run);

    @Test
    void a_new_line_makes_a_run_and_one_wake_up() {
        Submission line = line("Hello.");
        Committed committed = commit(List.of(line));
        assertThat(sourceOf(committed, line)).isEqualTo(Source.MISS);
        assertThat(committed.wakeUps()).extracting(WakeUp::run).containsExactly(line.runId());
        assertThat(rows.run(line.runId()).state()).isEqualTo(State.QUEUED);
        assertThat(rows.inflight()).isEqualTo(1);
    }

    @Test
    void equal_lines_of_one_group_share_a_run() {
        Committed committed = commit(List.of(line("Hello."), line("Hello."), line("Other.")));
        assertThat(committed.wakeUps()).hasSize(2);
        assertThat(committed.results()).hasSize(3);
    }

    @Test
    void a_line_in_flight_is_joined_by_a_later_group() {
        Submission first = line("Hello.");
        commit(List.of(first));
        Submission later = line("Hello.");
        Committed committed = commit(List.of(later));
        assertThat(sourceOf(committed, later)).isEqualTo(Source.JOINED);
        assertThat(committed.wakeUps()).isEmpty();
        complete(first);
        assertThat(rows.jobView(later.jobId()).outcome()).isEqualTo(State.SUCCEEDED);
    }

    @Test
    void who_joins_a_line_that_waits_in_a_less_urgent_lane_takes_it_along() {
        Submission book = line("Hello.", Lane.BULK);
        Submission other = line("Other.", Lane.BULK);
        commit(List.of(book, other));
        rows.setDue(book.runId(), Duration.ofSeconds(-60));
        Submission caller = line("Hello.", Lane.INTERACTIVE);

        Committed committed = commit(List.of(line("Other.", Lane.BULK), caller));

        assertThat(sourceOf(committed, caller)).isEqualTo(Source.JOINED);
        assertThat(committed.wakeUps())
                .extracting(WakeUp::run, WakeUp::lane)
                .containsExactly(tuple(book.runId(), Lane.INTERACTIVE.wireName()));
        assertThat(rows.run(book.runId()).lane()).isEqualTo(Lane.INTERACTIVE);
        assertThat(rows.run(book.runId()).wakeDueIn()).isBetween(Duration.ZERO, Duration.ofSeconds(5));
        assertThat(rows.run(other.runId()).lane()).isEqualTo(Lane.BULK);
    }

    @Test
    void a_line_that_is_spoken_already_and_one_that_is_as_urgent_stay_in_their_lanes() {
        Submission spoken = line("Hello.", Lane.BULK);
        Submission urgent = line("Other.", Lane.INTERACTIVE);
        commit(List.of(spoken, urgent));
        rows.setRunning(spoken.runId(), rows.worker(Duration.ofMinutes(1)));

        Committed committed = commit(List.of(line("Hello.", Lane.INTERACTIVE), line("Other.", Lane.STANDARD)));

        assertThat(committed.wakeUps()).isEmpty();
        assertThat(rows.run(spoken.runId()).lane()).isEqualTo(Lane.BULK);
        assertThat(rows.run(urgent.runId()).lane()).isEqualTo(Lane.INTERACTIVE);
    }

    @Test
    void of_equal_lines_in_one_group_the_most_urgent_has_the_run() {
        Submission book = line("Hello.", Lane.BULK);
        Submission caller = line("Hello.", Lane.INTERACTIVE);

        Committed committed = commit(List.of(book, caller));

        assertThat(sourceOf(committed, caller)).isEqualTo(Source.MISS);
        assertThat(sourceOf(committed, book)).isEqualTo(Source.JOINED);
        assertThat(committed.wakeUps()).extracting(WakeUp::lane).containsExactly(Lane.INTERACTIVE.wireName());
        assertThat(rows.run(caller.runId()).lane()).isEqualTo(Lane.INTERACTIVE);
    }

    @Test
    void a_cached_line_is_a_hit_charged_once_and_told_of() {
        Submission first = line("Hello.");
        commit(List.of(first));
        complete(first);
        Submission later = Lines.line(tenant, "Hello.", null, "https://example.com/hook");
        Committed committed = commit(List.of(later));
        assertThat(sourceOf(committed, later)).isEqualTo(Source.HIT);
        assertThat(committed.wakeUps()).isEmpty();
        assertThat(rows.jobView(later.jobId()))
                .isEqualTo(new JobView(State.SUCCEEDED, null, false, 1, List.of(State.SUCCEEDED)));
        assertThat(rows.inflight()).isZero();
    }

    @Test
    void another_tenants_audio_is_no_hit() {
        Submission first = line("Hello.");
        commit(List.of(first));
        complete(first);
        Submission foreign = Lines.line(rows.tenant(), "Hello.", null, null);
        assertThat(sourceOf(commit(List.of(foreign)), foreign)).isEqualTo(Source.MISS);
    }

    @Test
    void the_same_key_and_request_give_the_same_job_also_within_a_group() {
        Submission first = Lines.line(tenant, "Hello.", new Idempotency("k", "hash"), null);
        Submission second = Lines.line(tenant, "Hello.", new Idempotency("k", "hash"), null);
        Committed committed = commit(List.of(first, second));
        UUID winner = committed.results().get(first.jobId()) instanceof Accepted a ? a.jobId() : second.jobId();
        Submission third = Lines.line(tenant, "Hello.", new Idempotency("k", "hash"), null);
        assertThat(commit(List.of(third)).results().get(third.jobId())).isEqualTo(new Replayed(winner));
    }

    @Test
    void the_same_key_with_another_request_is_refused_and_makes_nothing() {
        commit(List.of(Lines.line(tenant, "Hello.", new Idempotency("k", "hash"), null)));
        Submission other = Lines.line(tenant, "Other.", new Idempotency("k", "other"), null);
        Committed committed = commit(List.of(other));
        assertThat(committed.results().get(other.jobId())).isEqualTo(new KeyReused());
        assertThat(committed.wakeUps()).isEmpty();
        assertThat(rows.inflight()).isEqualTo(1);
    }

    @Test
    void the_same_key_of_another_tenant_is_another_key() {
        commit(List.of(Lines.line(tenant, "Hello.", new Idempotency("k", "hash"), null)));
        Submission foreign = Lines.line(rows.tenant(), "Hello.", new Idempotency("k", "other"), null);
        assertThat(commit(List.of(foreign)).results().get(foreign.jobId())).isInstanceOf(Accepted.class);
    }

    final Submission line(String text) {
        return Lines.line(tenant, text);
    }

    final Submission line(String text, Lane lane) {
        return Lines.line(tenant, text, lane);
    }

    static Source sourceOf(Committed committed, Submission submission) {
        return ((Accepted) Objects.requireNonNull(committed.results().get(submission.jobId()))).source();
    }
}
