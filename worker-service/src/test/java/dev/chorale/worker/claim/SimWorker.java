package dev.chorale.worker.claim;

import dev.chorale.common.memory.RunRow;
import dev.chorale.common.speech.MadeSkills;
import dev.chorale.common.speech.Utterance;
import dev.chorale.common.time.Monotonic;
import dev.chorale.common.time.Pause;
import dev.chorale.worker.claim.Linked.LinkedClaims;
import dev.chorale.worker.claim.Linked.LinkedOutcomes;
import dev.chorale.worker.claim.Linked.LinkedRows;
import dev.chorale.worker.settle.Builds;
import dev.chorale.worker.settle.Held;
import dev.chorale.worker.settle.MemoryOutcomes;
import dev.chorale.worker.settle.Outcome;
import dev.chorale.worker.settle.SettleRoom;
import dev.chorale.worker.settle.Settler;
import dev.chorale.worker.settle.Settler.CacheLife;
import dev.chorale.worker.sim.Host;
import dev.chorale.worker.sim.Line;
import dev.chorale.worker.sim.Link;
import dev.chorale.worker.sim.SimEngine;
import dev.chorale.worker.sim.World;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import java.util.function.DoubleConsumer;
import org.jdbi.v3.core.JdbiException;

/** A worker process of production classes: claim and settle whole, the engine and the stores simulated. */
final class SimWorker {
    private static final MeterRegistry NO_METERS = new CompositeMeterRegistry();
    private static final Duration SLOTS_ARE_TAKEN = Duration.ofMillis(100);
    private static final Duration AGE_OF_THE_OLD = Duration.ofMillis(700);

    private final Host host;
    private final World world;
    private final SimEngine engine;
    private final ClaimSettings settings;
    private final Slots slots;
    private final RunningRuns running = new RunningRuns();
    private final Lease lease;
    private final Drain drain;
    private final Heartbeat heartbeat;
    private final EngineLoop loop;

    /**
     * @param believed the settings by which it trusts its lease; a worker that is right has the same twice
     * @param cached how long the audio it makes is found by others
     */
    SimWorker(
            Host host, World world, SimEngine engine, ClaimSettings settings, ClaimSettings believed, Duration cached) {
        this.host = host;
        this.world = world;
        this.engine = engine;
        this.settings = settings;
        Link link = world.database(host);
        Monotonic clock = world.clock()::nanos;
        Pause pause = world.clock()::pause;
        Time time = new Time(clock, pause);
        ThreadFactory threads = body -> world.clock().actor(host, body);
        this.slots = new Slots(settings, NO_METERS);
        WorkerRows rows = new LinkedRows(link, new MemoryWorkerRows(world.tables(), settings));
        this.lease = new Lease(clock, believed, NO_METERS);
        Settler settler = SettleRoom.open(
                new SettleRoom.Ground(
                        new LinkedOutcomes(link, new MemoryOutcomes(world.tables())),
                        world.shelf(host),
                        world.ids(),
                        clock,
                        pause,
                        world.chance().random()),
                NO_METERS,
                new CacheLife(cached));
        Work work = new Work(running, slots, lease, settler, (state, jobs) -> {}, threads, pause);
        this.drain = new Drain(slots, running, rows, lease, settler, SimWorker::atOnce);
        Strays strays = new Strays(rows, running, lease, settler);
        this.heartbeat = new Heartbeat(rows, lease, running, world.ids(), strays, time, settings);
        Claims claims = new LinkedClaims(link, new MemoryClaims(world.tables()));
        this.loop = new EngineLoop(
                new ServedEngine(Line.ENGINE, "simulated", new Builds("", ""), "[]", MadeSkills.NONE, renderer()),
                settings,
                new EngineLoop.Shared(slots, lease, claims, running, work, noVoices(), NO_METERS, time),
                new SimWakeUps(world, settings.recordsPerPoll()),
                new PollGate(settings.pollAfter(), world.chance().random()));
    }

    /** The simulated engine has nothing to load. */
    private LoadedVoices noVoices() {
        return new LoadedVoices(new MemoryVoiceRows(), lease, Pause.system());
    }

    private Renderer renderer() {
        return new Renderer() {
            @Override
            public int runsAtOnce() {
                return settings.slots();
            }

            @Override
            public Outcome render(Held held, Utterance utterance, DoubleConsumer progress) throws InterruptedException {
                return engine.render(host, utterance, held.fence(), progress);
            }
        };
    }

    Host host() {
        return host;
    }

    void start() {
        begin(this::boot);
    }

    private void boot() {
        try {
            heartbeat.register();
        } catch (JdbiException e) {
            host.kill();
            return;
        }
        begin(heartbeat::beatOn);
        begin(heartbeat::searchOn);
        begin(heartbeat::tellOn);
        begin(heartbeat::watchOn);
        begin(this::claimOn);
    }

    /** One after the other, on the actor that leaves. */
    private static Thread atOnce(Runnable body) {
        return new Thread(body) {
            @Override
            public void start() {
                body.run();
            }
        };
    }

    private void begin(Runnable body) {
        world.clock().actor(host, body).start();
    }

    private void claimOn() {
        try {
            while (true) {
                if (slotsAreFree()) {
                    loop.turn();
                } else {
                    world.clock().pause(SLOTS_ARE_TAKEN);
                }
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Asked beforehand, because waiting for slots would hold the turn. */
    private boolean slotsAreFree() {
        int free = slots.takeUpTo(settings.recordsPerPoll());
        slots.giveBack(free);
        return free == settings.recordsPerPoll();
    }

    /** Gives everything back, as at the end of a drain, and leaves. */
    void leave() {
        begin(() -> {
            try {
                drain.leave(Duration.ZERO, Duration.ZERO);
            } catch (InterruptedException | RuntimeException e) {
                world.journal().note(() -> host.name() + " left in a hurry: " + e);
            }
            host.kill();
        });
    }

    /** Whether it goes on speaking a run that was claimed anew a while ago. A process that was stopped just now may. */
    boolean speaksAnOldTryOf(RunRow run) {
        return !host.isDead()
                && host.frozenUntil() + AGE_OF_THE_OLD.toNanos() < world.clock().nanos()
                && engine.speaksOlder(host, run.id, run.epoch);
    }
}
