package dev.chorale.worker.claim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.common.db.TestDatabase;
import dev.chorale.common.db.TestRows;
import dev.chorale.common.job.State;
import dev.chorale.common.memory.MemoryTables;
import dev.chorale.common.outcome.RunMoves;
import dev.chorale.common.time.Pause;
import dev.chorale.worker.settle.MemoryOutcomes;
import dev.chorale.worker.settle.Outcomes;
import dev.chorale.worker.settle.SettleRoom;
import dev.chorale.worker.settle.Settler;
import dev.chorale.worker.settle.Settler.CacheLife;
import dev.chorale.worker.sim.Host;
import dev.chorale.worker.sim.World;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

class HeartbeatTest {
    private static final Duration LEASE = Duration.ofSeconds(15);
    private static final ClaimSettings SETTINGS =
            new ClaimSettings(4, LEASE, Duration.ZERO, true, Duration.ofSeconds(2), 1, Map.of(TestRows.ENGINE, ""));

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1000);
    private final Lease lease = new Lease(nanos::get, SETTINGS, new SimpleMeterRegistry());

    @Test
    void trust_ends_after_four_fifths_of_the_lease_counted_from_the_sending() {
        UUID worker = UUID.randomUUID();
        long sent = nanos.get();
        nanos.addAndGet(Duration.ofSeconds(2).toNanos());
        lease.renewed(worker, sent);
        nanos.set(sent + Duration.ofMillis(11_999).toNanos());
        assertThat(lease.isTrusted(worker)).isTrue();
        nanos.set(sent + Duration.ofSeconds(12).toNanos());
        assertThat(lease.isTrusted(worker)).isFalse();
    }

    @Test
    void a_new_worker_id_ends_the_trust_in_the_old_one() {
        UUID old = UUID.randomUUID();
        lease.renewed(old, nanos.get());
        lease.renewed(UUID.randomUUID(), nanos.get());
        assertThat(lease.isTrusted(old)).isFalse();
        assertThat(lease.isTrusted()).isTrue();
    }

    @Test
    void a_worker_that_lost_its_lease_starts_anew_and_leaves_the_sweeper_the_old_one() throws Exception {
        Jdbi db = TestDatabase.fresh();
        WorkerRows rows = new PostgresWorkerRows(db, SETTINGS);
        Heartbeat heartbeat = heartbeat(rows);
        heartbeat.register();
        UUID old = lease.worker();
        db.useHandle(h -> h.execute("UPDATE worker SET lease_until = now() - interval '1 second'"));

        heartbeat.beat();

        assertThat(lease.isTrusted(old)).isFalse();
        List<UUID> workers = db.withHandle(h -> h.createQuery("SELECT id FROM worker ORDER BY started_at")
                .mapTo(UUID.class)
                .list());
        assertThat(workers).containsExactly(old, lease.worker());
    }

    @Test
    void a_run_that_was_stopped_because_the_lease_was_not_trusted_any_more_is_given_back_uncharged() throws Exception {
        Jdbi db = TestDatabase.fresh();
        TestRows rows = new TestRows(db);
        Heartbeat heartbeat = heartbeat(new PostgresWorkerRows(db, SETTINGS), SettleRoom.outcomes(db));
        heartbeat.register();
        UUID run = rows.runningRun(rows.tenant(), lease.worker(), RunMoves.MOST_ATTEMPTS);

        heartbeat.search();

        assertThat(rows.stateOf(run)).isEqualTo(State.QUEUED);
        assertThat(rows.count("SELECT attempts FROM run")).isEqualTo(RunMoves.MOST_ATTEMPTS - 1);
    }

    @Test
    void who_lost_its_lease_gives_back_what_the_sweeper_has_not_taken_yet() throws Exception {
        Jdbi db = TestDatabase.fresh();
        TestRows rows = new TestRows(db);
        Heartbeat heartbeat = heartbeat(new PostgresWorkerRows(db, SETTINGS), SettleRoom.outcomes(db));
        heartbeat.register();
        UUID run = rows.runningRun(rows.tenant(), lease.worker(), 1);
        db.useHandle(h -> h.execute("UPDATE worker SET lease_until = now() - interval '1 second'"));

        heartbeat.beat();
        heartbeat.search();

        assertThat(rows.stateOf(run)).isEqualTo(State.QUEUED);
        assertThat(rows.count("SELECT attempts FROM run")).isZero();
    }

    @Test
    void the_heart_goes_on_after_a_failure_that_nobody_foresaw() {
        AtomicInteger beats = new AtomicInteger();
        WorkerRows broken = (WorkerRows) Proxy.newProxyInstance(
                WorkerRows.class.getClassLoader(), new Class<?>[] {WorkerRows.class}, (_, _, _) -> {
                    if (beats.incrementAndGet() == 3) {
                        Thread.currentThread().interrupt();
                    }
                    throw new IllegalStateException("unforeseen");
                });
        lease.renewed(UUID.randomUUID(), nanos.get());
        heartbeat(broken).beatOn();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(beats).hasValue(3);
    }

    @Test
    void a_beat_without_an_answer_is_made_good_long_before_the_trust_ends() {
        List<Duration> pauses = new ArrayList<>();
        AtomicInteger beats = new AtomicInteger();
        WorkerRows mostlyAway = (WorkerRows) Proxy.newProxyInstance(
                WorkerRows.class.getClassLoader(), new Class<?>[] {WorkerRows.class}, (_, _, _) -> {
                    if (beats.incrementAndGet() == 2) {
                        throw new ConnectionException(new SQLException("away", "08006"));
                    }
                    return true;
                });
        lease.renewed(UUID.randomUUID(), nanos.get());
        heartbeat(mostlyAway, new MemoryOutcomes(MemoryTables.whole()), length -> {
                    pauses.add(length);
                    if (pauses.size() == 5) {
                        Thread.currentThread().interrupt();
                    }
                })
                .beatOn();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(pauses).extracting(Duration::toSeconds).containsExactly(5L, 5L, 1L, 5L, 5L);
    }

    @Test
    void before_the_first_registration_nothing_is_trusted() {
        assertThat(lease.isTrusted()).isFalse();
    }

    private Heartbeat heartbeat(WorkerRows rows) {
        return heartbeat(rows, new MemoryOutcomes(MemoryTables.whole()));
    }

    private Heartbeat heartbeat(WorkerRows rows, Outcomes outcomes) {
        return heartbeat(rows, outcomes, length -> {});
    }

    private Heartbeat heartbeat(WorkerRows rows, Outcomes outcomes, Pause pause) {
        World world = new World(1, Set.of(), false);
        Settler settler = SettleRoom.open(
                new SettleRoom.Ground(
                        outcomes,
                        world.shelf(new Host("test")),
                        world.ids(),
                        nanos::get,
                        length -> {},
                        world.chance().random()),
                new SimpleMeterRegistry(),
                new CacheLife(Duration.ZERO));
        RunningRuns running = new RunningRuns();
        Strays strays = new Strays(rows, running, lease, settler);
        Time time = new Time(nanos::get, pause);
        return new Heartbeat(rows, lease, running, world.ids(), strays, time, SETTINGS);
    }
}
