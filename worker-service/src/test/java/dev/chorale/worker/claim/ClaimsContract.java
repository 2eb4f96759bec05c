package dev.chorale.worker.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.chorale.common.contract.Rows;
import dev.chorale.common.db.TestRows;
import dev.chorale.common.job.Lane;
import dev.chorale.common.job.State;
import dev.chorale.common.outcome.Withdrawals;
import dev.chorale.worker.claim.Claims.Fitting;
import dev.chorale.worker.settle.Held;
import dev.chorale.worker.settle.Settlement.Told;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What {@link Claims} promises on every store. */
abstract class ClaimsContract {
    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final Duration OVER = Duration.ofSeconds(-1);
    private static final Duration HOUR = Duration.ofHours(1);
    /** With alice loaded. */
    private static final Fitting WOKEN = new Fitting(Set.of("alice"), true, false, Duration.ZERO, HOUR);

    private final Rows rows;
    private final Claims claims;
    private final Withdrawals withdrawals;
    private final UUID tenant;
    private final UUID worker;

    /** @param withdrawals of the same store; a cancel ends runs here */
    ClaimsContract(Rows rows, Claims claims, Withdrawals withdrawals) {
        this.rows = rows;
        this.claims = claims;
        this.withdrawals = withdrawals;
        this.tenant = rows.tenant();
        this.worker = rows.worker(LEASE);
    }

    @Test
    void a_claim_takes_the_run_with_a_new_epoch_and_brings_the_text_and_the_jobs() {
        UUID run = rows.queuedRun(tenant);
        UUID job = rows.job(run);
        assertThat(claim(worker, run)).singleElement().satisfies(c -> {
            assertThat(c.held().fence().run()).isEqualTo(run);
            assertThat(c.held().fence().epoch()).isEqualTo(1);
            assertThat(c.held().attempts()).isEqualTo(1);
            assertThat(c.held().cacheKey()).isEqualTo(rows.run(run).cacheKey());
            assertThat(c.held().wanted().voice()).isEqualTo(TestRows.BUILD);
            assertThat(c.utterance()).contains("Hello.");
            assertThat(c.jobs()).containsExactly(new Told(job, "synthesis", 2));
        });
        assertThat(rows.run(run).state()).isEqualTo(State.RUNNING);
        assertThat(rows.run(run).worker()).isEqualTo(worker);
        assertThat(rows.run(run).sequence()).isEqualTo(2);
    }

    @Test
    void a_second_claim_of_the_same_run_gets_nothing() {
        UUID run = rows.queuedRun(tenant);
        assertThat(claim(worker, run)).hasSize(1);
        assertThat(claim(rows.worker(LEASE), run)).isEmpty();
        assertThat(rows.run(run).epoch()).isEqualTo(1);
    }

    @Test
    void a_worker_without_a_live_lease_can_not_claim() {
        UUID run = rows.queuedRun(tenant);
        assertThat(claim(rows.worker(OVER), run)).isEmpty();
        assertThat(claim(UUID.randomUUID(), run)).isEmpty();
        assertThat(rows.run(run).state()).isEqualTo(State.QUEUED);
    }

    @Test
    void a_run_that_is_not_due_or_of_another_engine_or_spent_is_not_claimed() {
        UUID later = rows.queuedRun(tenant);
        UUID foreign = rows.queuedRun(tenant);
        UUID spent = rows.queuedRun(tenant);
        rows.setDue(later, Duration.ofHours(1));
        rows.setEngine(foreign, "other");
        rows.setAttempts(spent, 5);
        assertThat(claim(worker, later, foreign, spent)).isEmpty();
    }

    @Test
    void a_poll_takes_interactive_runs_first_and_only_those_of_the_age() {
        UUID standard = rows.queuedRun(tenant);
        UUID interactive = rows.queuedRun(tenant);
        rows.setLane(interactive, Lane.INTERACTIVE);
        assertThat(claims.claimWaiting(by(worker), Duration.ofHours(1), 10)).isEmpty();
        assertThat(claims.claimWaiting(by(worker), Duration.ZERO, 1))
                .extracting(c -> c.held().fence().run())
                .containsExactly(interactive);
        assertThat(claims.claimWaiting(by(worker), Duration.ZERO, 10))
                .extracting(c -> c.held().fence().run())
                .containsExactly(standard);
    }

    @Test
    void a_look_for_urgent_runs_takes_interactive_ones_of_the_age_alone() {
        rows.queuedRun(tenant);
        UUID interactive = rows.queuedRun(tenant);
        rows.setLane(interactive, Lane.INTERACTIVE);
        assertThat(claims.claimUrgent(by(worker), Duration.ofHours(1), 10)).isEmpty();
        assertThat(claims.claimUrgent(by(worker), Duration.ZERO, 10))
                .extracting(Claimed::held)
                .extracting(held -> held.fence().run(), Held::lane)
                .containsExactly(tuple(interactive, Lane.INTERACTIVE));
    }

    @Test
    void a_run_that_was_begun_before_goes_ahead_of_what_waited_longer() {
        UUID fresh = rows.queuedRun(tenant);
        UUID again = rows.queuedRun(tenant);
        rows.setDue(fresh, Duration.ofHours(-1));
        rows.setEpoch(again, 1);
        assertThat(claims.claimWaiting(by(worker), Duration.ZERO, 1))
                .extracting(c -> c.held().fence().run())
                .containsExactly(again);
    }

    @Test
    void a_wake_up_brings_a_run_of_a_voice_that_is_here_and_only_now_and_then_the_oldest() {
        UUID oldest = waiting("bob", 3);
        UUID old = waiting("bob", 2);
        UUID fitting = waiting("alice", 1);

        assertThat(claimed(WOKEN, 1)).containsExactly(fitting);
        waiting("alice", 1);
        assertThat(claimed(new Fitting(Set.of("alice"), true, true, Duration.ZERO, HOUR), 1))
                .containsExactly(oldest);
        assertThat(claimed(WOKEN, 2)).hasSize(2).contains(old);
    }

    @Test
    void what_another_live_worker_has_loaded_is_left_to_it_for_a_while() {
        UUID other = rows.worker(LEASE);
        rows.setLoaded(other, TestRows.ENGINE + "/bob");
        UUID theirs = waiting("bob", 1);
        UUID nobodys = waiting("carol", 0);

        assertThat(claimed(WOKEN, 10)).containsExactly(nobodys);
        rows.setDue(theirs, HOUR.negated());
        assertThat(claimed(WOKEN, 10)).containsExactly(theirs);
    }

    @Test
    void what_a_dead_worker_had_loaded_is_left_to_nobody() {
        rows.setLoaded(rows.worker(OVER), TestRows.ENGINE + "/bob");
        UUID run = waiting("bob", 0);
        assertThat(claimed(WOKEN, 10)).containsExactly(run);
    }

    @Test
    void without_a_wake_up_only_what_fits_or_was_left_for_long_is_taken_and_nothing_new() {
        waiting("alice", 0);
        waiting("carol", 10);
        UUID fitting = waiting("alice", 10);
        UUID left = waiting("carol", 60);

        Fitting looking = new Fitting(Set.of("alice"), false, false, Duration.ofMinutes(5), HOUR);
        assertThat(claimed(looking, 1)).containsExactly(fitting);
        assertThat(claimed(looking, 10)).containsExactly(left);
    }

    private UUID waiting(String voice, long minutes) {
        UUID run = rows.queuedRun(tenant);
        rows.setVoice(run, voice);
        rows.setDue(run, Duration.ofMinutes(-minutes));
        return run;
    }

    private List<UUID> claimed(Fitting fitting, int limit) {
        return claims.claimFitting(by(worker), fitting, limit).stream()
                .map(c -> c.held().fence().run())
                .toList();
    }

    @Test
    void a_run_whose_jobs_are_all_past_their_deadline_is_not_begun_any_more() {
        UUID run = rows.queuedRun(tenant);
        rows.setDeadline(rows.job(run), Duration.ZERO);
        assertThat(claim(worker, run)).isEmpty();
        rows.job(run);
        assertThat(claim(worker, run)).hasSize(1);
    }

    @Test
    void a_suspect_waits_until_its_engine_is_quiet_and_nobody_else_gets_in_meanwhile() {
        UUID busy = rows.queuedRun(tenant);
        UUID suspect = suspect();
        UUID later = rows.queuedRun(tenant);
        assertThat(claim(worker, busy)).hasSize(1);

        assertThat(claim(worker, suspect)).as("the engine is busy").isEmpty();
        assertThat(claim(worker, later)).as("the engine runs empty").isEmpty();
        assertThat(claim(rows.worker(LEASE), later))
                .as("another engine process")
                .hasSize(1);

        finish(busy);
        assertThat(claim(worker, suspect)).hasSize(1);
        UUID last = rows.queuedRun(tenant);
        assertThat(claim(worker, last)).as("it has the engine for itself").isEmpty();
        finish(suspect);
        assertThat(claim(worker, last)).hasSize(1);
    }

    @Test
    void two_suspects_take_turns() {
        UUID first = suspect();
        UUID second = suspect();
        assertThat(claim(worker, first)).hasSize(1);
        assertThat(claim(worker, second)).isEmpty();
        finish(first);
        assertThat(claim(worker, second)).hasSize(1);
    }

    private UUID suspect() {
        UUID run = rows.queuedRun(tenant);
        rows.setSuspicion(run, 2);
        return run;
    }

    private void finish(UUID run) {
        withdrawals.cancel(rows.job(run));
    }

    private static Claimant by(UUID worker) {
        return new Claimant(worker, TestRows.ENGINE, TestRows.ENGINE + "@" + worker);
    }

    private List<Claimed> claim(UUID by, UUID... runs) {
        return claims.claim(by(by), List.of(runs));
    }
}
