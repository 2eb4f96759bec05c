package dev.chorale.worker.claim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.common.contract.Rows;
import dev.chorale.common.db.TestRows;
import dev.chorale.common.job.Lane;
import dev.chorale.worker.claim.Claims.Fitting;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Whose turn it is, on every store. */
abstract class FairOrderContract {
    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final Duration HOUR = Duration.ofHours(1);

    private final Rows rows;
    private final Claims claims;
    private final UUID tenant;
    private final UUID worker;

    FairOrderContract(Rows rows, Claims claims) {
        this.rows = rows;
        this.claims = claims;
        this.tenant = rows.tenant();
        this.worker = rows.worker(LEASE);
    }

    @Test
    void who_holds_the_fewest_places_comes_next_however_long_the_others_wait() {
        UUID quiet = rows.tenant();
        UUID held = due(tenant, 50);
        assertThat(claimed(held)).hasSize(1);
        List<UUID> noise = List.of(due(tenant, 40), due(tenant, 39), due(tenant, 38), due(tenant, 37));
        UUID first = due(quiet, 2);
        UUID second = due(quiet, 1);

        assertThat(waiting(1)).containsExactly(first);
        assertThat(waiting(2)).as("one each").containsExactlyInAnyOrder(noise.getFirst(), second);
        assertThat(waiting(10)).containsExactlyInAnyOrderElementsOf(noise.subList(1, 4));
    }

    @Test
    void fair_is_within_a_lane_and_places_in_another_lane_count() {
        UUID other = rows.tenant();
        UUID urgent = due(tenant, 1);
        rows.setLane(urgent, Lane.INTERACTIVE);
        UUID mine = due(tenant, 9);
        UUID theirs = due(other, 5);

        assertThat(waiting(1)).containsExactly(urgent);
        assertThat(waiting(1)).containsExactly(theirs);
        assertThat(waiting(1)).containsExactly(mine);
    }

    @Test
    void what_waited_for_long_is_fairly_taken_for_an_engine_that_loads_voices_too() {
        UUID quiet = rows.tenant();
        UUID noise = due(tenant, 50);
        assertThat(claimed(noise)).hasSize(1);
        due(tenant, 40);
        UUID theirs = due(quiet, 1);

        assertThat(fitting(new Fitting(Set.of("alice"), true, true, Duration.ZERO, HOUR), 1))
                .containsExactly(theirs);
    }

    @Test
    void in_a_crowd_as_many_are_claimed_as_were_woken_and_a_suspect_by_its_own_wake_up_alone() {
        UUID suspect = due(tenant, 60);
        rows.setSuspicion(suspect, 2);
        UUID first = due(tenant, 9);
        UUID second = due(tenant, 8);

        assertThat(crowd(worker, second)).containsExactly(first);
        assertThat(crowd(worker, first)).as("its place is not kept free").containsExactly(second);
        assertThat(crowd(rows.worker(LEASE), suspect)).containsExactly(suspect);
    }

    @Test
    void a_suspect_that_waits_for_a_quiet_process_hides_nobody_from_a_look() {
        UUID suspect = due(tenant, 60);
        rows.setSuspicion(suspect, 2);
        rows.setVoice(suspect, "alice");
        UUID first = due(tenant, 9);
        assertThat(waiting(1)).containsExactly(first);

        UUID elsewhere = rows.worker(LEASE);
        UUID second = due(tenant, 8);
        rows.setVoice(second, "bob");
        Fitting looking = new Fitting(Set.of("alice"), true, false, Duration.ZERO, HOUR);
        assertThat(claims.claimFitting(by(elsewhere), looking, 1))
                .extracting(c -> c.held().fence().run())
                .containsExactly(second);
    }

    private List<UUID> crowd(UUID by, UUID... woken) {
        return claims.claimAsMany(by(by), List.of(woken)).stream()
                .map(c -> c.held().fence().run())
                .toList();
    }

    private UUID due(UUID by, long minutesAgo) {
        UUID run = rows.queuedRun(by);
        rows.setDue(run, Duration.ofMinutes(-minutesAgo));
        return run;
    }

    private List<UUID> waiting(int limit) {
        return claims.claimWaiting(by(worker), Duration.ZERO, limit).stream()
                .map(c -> c.held().fence().run())
                .toList();
    }

    @Test
    void a_claim_tells_how_long_the_run_waited() {
        assertThat(claimed(due(tenant, 7)))
                .singleElement()
                .satisfies(run -> assertThat(run.waited()).isBetween(Duration.ofMinutes(7), Duration.ofMinutes(8)));
    }

    private List<Claimed> claimed(UUID run) {
        return claims.claim(by(worker), List.of(run));
    }

    private List<UUID> fitting(Fitting fitting, int limit) {
        return claims.claimFitting(by(worker), fitting, limit).stream()
                .map(c -> c.held().fence().run())
                .toList();
    }

    private static Claimant by(UUID worker) {
        return new Claimant(worker, TestRows.ENGINE, TestRows.ENGINE + "@" + worker);
    }
}
