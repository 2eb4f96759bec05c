package dev.chorale.worker.claim;

import dev.chorale.common.time.Monotonic;
import dev.chorale.common.time.Pause;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.JdbiException;

/** Opens and closes the room: everything that runs here by itself is started and ended by this class. */
@Singleton
public final class Claiming {
    private static final Logger LOG = Logger.getLogger(Claiming.class);
    /** Each has a limit of a few seconds. */
    private static final int REGISTRATIONS = 10;

    private static final Duration LOOP_END = Duration.ofSeconds(4);
    private static final Duration SETTLE_END = Duration.ofSeconds(3);

    private final ClaimSettings settings;
    private final EngineLoop.Shared shared;
    private final KafkaLink kafka;
    private final Heartbeat heartbeat;
    private final Drain drain;
    private final RandomGenerator random;
    private final List<EngineLoop> loops = new ArrayList<>();
    private final List<Thread> loopThreads = new ArrayList<>();
    private final List<Thread> keepers = new ArrayList<>();

    Claiming(
            ClaimSettings settings,
            EngineLoop.Shared shared,
            KafkaLink kafka,
            Heartbeat heartbeat,
            Drain drain,
            RandomGenerator random) {
        this.settings = settings;
        this.shared = shared;
        this.kafka = kafka;
        this.heartbeat = heartbeat;
        this.drain = drain;
        this.random = random;
    }

    /** Registers this worker and begins to take work. To be called once. */
    public void open(List<ServedEngine> engines) {
        register();
        keepers.add(Thread.ofPlatform().name("heartbeat").start(heartbeat::beatOn));
        keepers.add(Thread.ofPlatform().name("progress").start(heartbeat::tellOn));
        keepers.add(Thread.ofPlatform().name("strays").start(heartbeat::searchOn));
        keepers.add(Thread.ofPlatform().name("trust-watch").start(heartbeat::watchOn));
        keepers.add(Thread.ofVirtual().name("kafka-link").start(kafka::keepReady));
        engines.forEach(shared.voices()::watch);
        keepers.add(Thread.ofVirtual().name("loaded-voices").start(shared.voices()::tellOn));
        for (ServedEngine engine : engines) {
            Pause pause = shared.time().pause();
            EngineLoop loop = new EngineLoop(
                    engine,
                    settings,
                    shared,
                    new ShareGroup(engine.name(), kafka, pause, shared.meters()),
                    new PollGate(settings.pollAfter(), random));
            loops.add(loop);
            loopThreads.add(Thread.ofPlatform().name("claim-" + engine.name()).start(() -> warmed(engine, loop)));
        }
    }

    /** A database that is slow for a moment is asked again: a lease has little patience. */
    private void register() {
        for (int tries = 1; tries < REGISTRATIONS; tries++) {
            try {
                heartbeat.register();
                return;
            } catch (JdbiException e) {
                LOG.warnf("worker was not registered yet cause=%s", e.getClass().getSimpleName());
            }
        }
        heartbeat.register();
    }

    private void warmed(ServedEngine engine, EngineLoop loop) {
        try {
            shared.voices().warm(engine);
            loop.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Takes nothing more, lets running work finish for the grace, gives the rest back uncharged and leaves. Blocks for
     * the grace and a few seconds at most.
     */
    public void drain() {
        LOG.infof("drain began runs=%d grace=%s", shared.running().all().size(), settings.grace());
        try {
            loops.forEach(EngineLoop::stop);
            Monotonic clock = shared.time().clock();
            long began = clock.nanos();
            for (Thread loop : loopThreads) {
                loop.join(LOOP_END.minusNanos(clock.nanos() - began));
            }
            drain.leave(settings.grace().minusNanos(clock.nanos() - began), SETTLE_END);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.warnf(e, "drain was not finished");
        } finally {
            keepers.forEach(Thread::interrupt);
        }
        LOG.info("drain ended");
    }
}
