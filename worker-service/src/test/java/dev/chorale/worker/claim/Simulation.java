package dev.chorale.worker.claim;

import dev.chorale.common.memory.Guard;
import dev.chorale.common.memory.RunRow;
import dev.chorale.worker.sim.Audit;
import dev.chorale.worker.sim.Chance;
import dev.chorale.worker.sim.Client;
import dev.chorale.worker.sim.Clockwork;
import dev.chorale.worker.sim.Fault;
import dev.chorale.worker.sim.Host;
import dev.chorale.worker.sim.Journal;
import dev.chorale.worker.sim.Ledger;
import dev.chorale.worker.sim.Line;
import dev.chorale.worker.sim.SimApi;
import dev.chorale.worker.sim.SimEngine;
import dev.chorale.worker.sim.Verdict;
import dev.chorale.worker.sim.World;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * One history: callers, two API processes, two workers, and a seed that decides what happens to them. First anything may
 * go wrong. Then nothing does any more, one worker and one sweeper stay, and everything must come to its end.
 */
final class Simulation {
    private static final Duration LEASE = Duration.ofSeconds(6);
    private static final Duration STORM = Duration.ofSeconds(60);
    private static final Duration CALM = Duration.ofMinutes(20);
    private static final Duration LATE_COMMITS = Duration.ofSeconds(5);
    private static final Duration SUPERVISED_EVERY = Duration.ofMillis(500);
    private static final Duration OLD_TRY_ENDS = Duration.ofMillis(500);
    private static final int PROCESSES = 2;
    private static final int CLIENTS = 3;
    private static final double LEAVES = 0.01;
    private static final List<UUID> TENANTS = List.of(new UUID(1, 1), new UUID(1, 2));

    private final World world;
    private final Chance chance;
    private final Clockwork clock;
    private final Ledger ledger = new Ledger();
    private final ClaimSettings settings;
    private final ClaimSettings believed;
    private final Duration cached;
    private final SimEngine sharedEngine;
    private final boolean engineIsShared;
    private final List<Host> hosts = new ArrayList<>();
    private final SimWorker[] workers = new SimWorker[PROCESSES];
    private final SimApi[] apis = new SimApi[PROCESSES];
    private final List<Client> clients = new ArrayList<>();
    private int wanted = PROCESSES;
    private int born;

    /** What a simulation does without, to see whether that is noticed. */
    record Without(Set<Guard> guards, boolean trustEndsInTime) {
        static final Without NOTHING = new Without(Set.of(), true);
    }

    Simulation(long seed, Without without, boolean written) {
        world = new World(seed, without.guards(), written);
        chance = world.chance();
        clock = world.clock();
        engineIsShared = chance.hits(0.3);
        sharedEngine = newEngine();
        cached = chance.oneOf(List.of(Duration.ZERO, Duration.ofSeconds(3), Duration.ofHours(1)));
        boolean poll = chance.hits(0.5);
        int slots = 1 + chance.random().nextInt(4);
        settings = settings(LEASE, poll, slots);
        believed = settings(without.trustEndsInTime() ? LEASE : LEASE.multipliedBy(3), poll, slots);
        world.tables().watchedBy(new Audit(world, this::claimed));
    }

    private ClaimSettings settings(Duration lease, boolean poll, int slots) {
        Map<String, String> addresses = Map.of(Line.ENGINE, engineIsShared ? "http://engine" : "");
        return new ClaimSettings(slots, lease, Duration.ZERO, poll, Duration.ofSeconds(2), 1, addresses);
    }

    private SimEngine newEngine() {
        return new SimEngine(clock, chance, world.journal());
    }

    /** Plays it to its end. */
    Journal play() {
        Host callers = host("callers");
        for (int i = 0; i < CLIENTS; i++) {
            Host caller = host("caller" + i);
            clients.add(new Client(caller, chance.oneOf(TENANTS), world, ledger, this::anyApi));
        }
        clock.actor(callers, this::supervise).start();
        supply();
        clients.forEach(Client::start);
        clock.run(STORM, this::isOver);
        Instant calmSince = calmDown();
        clock.run(CALM, this::isOver);
        clock.run(LATE_COMMITS, () -> false);
        clock.run(CALM, this::isOver);
        new Verdict(world, ledger, calmSince).give();
        hosts.forEach(Host::kill);
        clock.run(CALM, () -> false);
        return world.journal();
    }

    /** How often each fault happened. */
    Map<Fault, Integer> bitten() {
        return chance.bitten();
    }

    private boolean isOver() {
        return !world.journal().isClean()
                || clients.stream().allMatch(Client::isDone)
                        && world.tables().runs.values().stream().allMatch(run -> run.finishedAt != null)
                        && world.tables().jobs.values().stream().noneMatch(job -> job.waits());
    }

    private Instant calmDown() {
        world.journal().note(() -> "calm");
        chance.calmDown();
        hosts.forEach(host -> host.heal(clock.nanos()));
        wanted = 1;
        IntStream.range(1, PROCESSES).forEach(i -> {
            workers[i].host().kill();
            apis[i].host().kill();
        });
        return clock.instant();
    }

    private void supervise() {
        while (true) {
            clock.rest(SUPERVISED_EVERY);
            supply();
            if (!chance.isCalm() && chance.hits(LEAVES)) {
                workers[chance.random().nextInt(PROCESSES)].leave();
            }
        }
    }

    private void supply() {
        for (int i = 0; i < wanted; i++) {
            if (workers[i] == null || workers[i].host().isDead()) {
                SimEngine engine = engineIsShared ? sharedEngine : newEngine();
                workers[i] = new SimWorker(host("worker" + born++), world, engine, settings, believed, cached);
                workers[i].start();
            }
            if (apis[i] == null || apis[i].host().isDead()) {
                apis[i] = new SimApi(host("api" + born++), world);
                apis[i].start();
            }
        }
    }

    private Host host(String name) {
        Host host = new Host(name);
        hosts.add(host);
        return host;
    }

    private SimApi anyApi() {
        return apis[chance.random().nextInt(wanted)];
    }

    private void claimed(RunRow run) {
        int epoch = run.epoch;
        clock.in(OLD_TRY_ENDS, () -> {
            for (SimWorker worker : workers) {
                if (run.epoch == epoch && worker.speaksAnOldTryOf(run)) {
                    world.journal().breach(worker.host().name() + " speaks an old try of run " + run.id);
                }
            }
        });
    }
}
