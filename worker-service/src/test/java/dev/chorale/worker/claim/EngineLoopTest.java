package dev.chorale.worker.claim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.common.db.TestDatabase;
import dev.chorale.common.db.TestRows;
import dev.chorale.common.job.Lane;
import dev.chorale.common.speech.MadeSkills;
import dev.chorale.common.speech.Utterance;
import dev.chorale.common.time.Monotonic;
import dev.chorale.common.time.Pause;
import dev.chorale.common.wire.WakeUp;
import dev.chorale.worker.settle.Builds;
import dev.chorale.worker.settle.Fence;
import dev.chorale.worker.settle.Held;
import dev.chorale.worker.settle.MemoryOutcomes;
import dev.chorale.worker.settle.Outcome;
import dev.chorale.worker.settle.Outcome.Cause;
import dev.chorale.worker.settle.Outcome.Trouble;
import dev.chorale.worker.settle.SettleRoom;
import dev.chorale.worker.settle.Settler;
import dev.chorale.worker.sim.Host;
import dev.chorale.worker.sim.World;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.DoubleConsumer;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

class EngineLoopTest {
    private static final ClaimSettings SETTINGS = new ClaimSettings(
            32,
            Duration.ofSeconds(15),
            Duration.ofMinutes(1),
            true,
            Duration.ofSeconds(2),
            2,
            Map.of(TestRows.ENGINE, ""));

    private final Jdbi db = TestDatabase.fresh();
    private final TestRows rows = new TestRows(db);
    private final UUID tenant = rows.tenant();
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final Deque<List<WakeUp>> messages = new ArrayDeque<>();
    private final RunningRuns running = new RunningRuns();

    @Test
    void behind_the_repeats_of_a_backlog_that_is_done_what_waits_is_claimed_at_once() throws Exception {
        messages.add(wakeUps(UUID.randomUUID(), UUID.randomUUID()));
        UUID waiting = rows.queuedRun(tenant);

        loop().turn();

        assertThat(rows.text("SELECT state FROM run WHERE id = ?", waiting)).isEqualTo("running");
        assertThat(claims("kafka")).isEqualTo(1);
        assertThat(claims("left")).isZero();
    }

    @Test
    void in_a_crowd_a_wake_up_brings_the_run_of_whoever_holds_the_fewest_places() throws Exception {
        UUID first = rows.queuedRun(tenant);
        UUID second = rows.queuedRun(tenant);
        db.useHandle(h -> h.execute("UPDATE run SET not_before = now() - interval '5 seconds'"));
        UUID quiet = rows.queuedRun(rows.tenant());
        EngineLoop loop = loop();

        messages.add(wakeUps(first));
        loop.turn();
        messages.add(wakeUps(second));
        loop.turn();

        assertThat(rows.text("SELECT state FROM run WHERE id = ?", quiet)).isEqualTo("running");
        assertThat(rows.text("SELECT state FROM run WHERE id = ?", second)).isEqualTo("queued");
    }

    private double claims(String via) {
        return meters.counter("chorale.claims", "via", via).count();
    }

    @Test
    void where_each_wake_up_brings_its_run_nothing_else_is_claimed() throws Exception {
        messages.add(wakeUps(rows.queuedRun(tenant), rows.queuedRun(tenant)));
        UUID later = rows.queuedRun(tenant);

        loop().turn();

        assertThat(rows.text("SELECT state FROM run WHERE id = ?", later)).isEqualTo("queued");
    }

    @Test
    void for_an_engine_that_turned_four_runs_away_in_a_row_no_message_is_taken_for_a_while() throws Exception {
        for (int i = 0; i < 3; i++) {
            messages.add(wakeUps(rows.queuedRun(tenant), rows.queuedRun(tenant)));
        }
        EngineLoop loop = loop();
        loop.turn();
        loop.turn();
        rows.awaitCount(4, "SELECT count(*) FROM run WHERE state = 'running'");
        for (int turn = 0; turn < 3; turn++) {
            loop.turn();
        }
        assertThat(messages).hasSize(1);
    }

    @Test
    void an_engine_full_of_books_takes_a_run_that_somebody_waits_for_and_no_other() throws Exception {
        fillWith(Lane.BULK);
        UUID standard = waiting("standard");
        UUID interactive = waiting("interactive");
        messages.add(wakeUps(standard));

        loop().turn();

        assertThat(rows.text("SELECT state FROM run WHERE id = ?", interactive)).isEqualTo("running");
        assertThat(rows.text("SELECT state FROM run WHERE id = ?", standard)).isEqualTo("queued");
        assertThat(messages).hasSize(1);
    }

    @Test
    void an_engine_full_of_runs_that_somebody_waits_for_is_left_to_kafka() throws Exception {
        fillWith(Lane.INTERACTIVE);
        UUID interactive = waiting("interactive");

        loop().turn();

        assertThat(rows.text("SELECT state FROM run WHERE id = ?", interactive)).isEqualTo("queued");
    }

    private void fillWith(Lane lane) {
        for (int i = 0; i < SETTINGS.slots() - SETTINGS.slotsForUrgent(); i++) {
            Fence fence = new Fence(UUID.randomUUID(), UUID.randomUUID(), 1);
            Held held = new Held(fence, tenant, "synthesis", lane, 1, 0, null, new Builds("", ""));
            running.add(new RunningRun(held, TestRows.ENGINE, null));
        }
    }

    private UUID waiting(String lane) {
        UUID run = rows.queuedRun(tenant);
        db.useHandle(h ->
                h.execute("UPDATE run SET lane = ?, not_before = now() - interval '1 second' WHERE id = ?", lane, run));
        return run;
    }

    private static List<WakeUp> wakeUps(UUID... runs) {
        return Arrays.stream(runs)
                .map(run -> WakeUp.of(run, "synthesis", "standard", TestRows.ENGINE, "v", 1))
                .toList();
    }

    private EngineLoop loop() {
        Lease lease = new Lease(Monotonic.system(), SETTINGS, meters);
        lease.renewed(rows.worker(60), System.nanoTime());
        Slots slots = new Slots(SETTINGS, meters);
        World world = new World(1, Set.of(), false);
        Settler settler = SettleRoom.open(
                new SettleRoom.Ground(
                        new MemoryOutcomes(world.tables()),
                        world.shelf(new Host("test")),
                        world.ids(),
                        Monotonic.system(),
                        Pause.system(),
                        world.chance().random()),
                meters,
                new Settler.CacheLife(Duration.ZERO));
        Work work = new Work(running, slots, lease, settler, (state, jobs) -> {}, EngineLoopTest::waitedFor, _ -> {});
        LoadedVoices voices = new LoadedVoices(new MemoryVoiceRows(), lease, Pause.system());
        return new EngineLoop(
                new ServedEngine(TestRows.ENGINE, "simulated", new Builds("", ""), "[]", MadeSkills.NONE, away()),
                SETTINGS,
                new EngineLoop.Shared(
                        slots,
                        lease,
                        new PostgresClaims(db),
                        running,
                        work,
                        voices,
                        meters,
                        new Time(() -> 0, _ -> {})),
                source(),
                new PollGate(SETTINGS.pollAfter(), world.chance().random()));
    }

    /** Its run has ended when it has been started. */
    private static Thread waitedFor(Runnable body) {
        return new Thread(body) {
            @Override
            public void start() {
                super.start();
                try {
                    join();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        };
    }

    private static Renderer away() {
        return new Renderer() {
            @Override
            public int runsAtOnce() {
                return 32;
            }

            @Override
            public Outcome render(Held held, Utterance utterance, DoubleConsumer progress) {
                return Trouble.of("engine_unavailable", Cause.OVERLOADED, "away");
            }
        };
    }

    private WakeUpSource source() {
        return new WakeUpSource() {
            @Override
            public List<WakeUp> poll(Duration limit) {
                return messages.isEmpty() ? List.of() : messages.poll();
            }

            @Override
            public void accept() {}

            @Override
            public void release() {}

            @Override
            public boolean joined() {
                return false;
            }

            @Override
            public void close() {}
        };
    }
}
