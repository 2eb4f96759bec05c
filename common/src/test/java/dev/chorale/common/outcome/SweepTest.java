package dev.chorale.common.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.common.db.TestDatabase;
import dev.chorale.common.db.TestRows;
import dev.chorale.common.job.State;
import dev.chorale.common.outcome.JobEndings.Ended;
import dev.chorale.common.outcome.RunMoves.Revoked;
import dev.chorale.common.wire.WakeUp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

class SweepTest {
    private final Jdbi db = TestDatabase.fresh();
    private final TestRows rows = new TestRows(db);
    private final AtomicLong nanos = new AtomicLong();
    private final Reach reach = new Reach(nanos::get);
    private final List<WakeUp> announced = new ArrayList<>();
    private final Sweep sweep = new Sweep(
            new PostgresRunMoves(db), new PostgresWithdrawals(db), new Hearers(announced), Duration.ofSeconds(5));

    @Test
    void a_lease_that_ended_while_postgresql_stood_still_is_left_until_its_worker_had_the_time_to_say_that_it_lives() {
        UUID run = rows.runningRun(rows.tenant(), rows.worker(-1), 1);
        nanos.addAndGet(Reach.STEADY.toNanos());
        reach.ask(() -> nanos.addAndGet(Duration.ofSeconds(20).toNanos()) > 0);

        sweep.round(reach);
        assertThat(rows.stateOf(run)).isEqualTo(State.RUNNING);

        nanos.addAndGet(Reach.STEADY.toNanos());
        sweep.round(reach);
        assertThat(rows.stateOf(run))
                .as("it said nothing: it is dead, and the same round announces the run")
                .isEqualTo(State.QUEUED);
        assertThat(announced).extracting(WakeUp::run).containsExactly(run);
    }

    @Test
    void whatever_else_was_missed_is_made_good_at_once() {
        UUID queued = rows.queuedRun(rows.tenant());
        sweep.round(reach);
        assertThat(announced).extracting(WakeUp::run).containsExactly(queued);
    }

    private record Hearers(List<WakeUp> announced) implements Sweep.Audience {
        @Override
        public void revoked(Revoked run) {}

        @Override
        public void ended(List<Ended> jobs) {}

        @Override
        public void announce(List<WakeUp> wakeUps) {
            announced.addAll(wakeUps);
        }
    }
}
