package dev.chorale.common.memory;

import dev.chorale.common.job.State;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The tables, and what every statement on them shares. For one thread at a time. */
public final class MemoryTables {
    public final Map<UUID, RunRow> runs = new LinkedHashMap<>();
    public final Map<UUID, JobRow> jobs = new LinkedHashMap<>();
    public final Map<UUID, WorkerRow> workers = new LinkedHashMap<>();
    /** What workers have loaded, as {@code <engine>/<key>}. */
    public final Map<UUID, Set<String>> loaded = new HashMap<>();

    public final Map<AudioName, UUID> inflight = new HashMap<>();
    public final Map<AudioName, CacheRow> cache = new HashMap<>();
    public final Map<UUID, Artefact> artefacts = new HashMap<>();
    public final Map<String, Idempotent> idempotency = new HashMap<>();
    public final Map<String, Isolated> isolation = new HashMap<>();
    public final List<UUID> usage = new ArrayList<>();
    public final List<Notice> notices = new ArrayList<>();

    private final InstantSource clock;
    private final RandomGenerator random;
    private final Set<Guard> off;
    private Watch watch = new Watch() {};

    /** @param off the guards that are switched off */
    public MemoryTables(InstantSource clock, RandomGenerator random, Set<Guard> off) {
        this.clock = clock;
        this.random = random;
        this.off = off.isEmpty() ? EnumSet.noneOf(Guard.class) : EnumSet.copyOf(off);
    }

    /** With every guard on, on the machine's clock. */
    public static MemoryTables whole() {
        return new MemoryTables(InstantSource.system(), new SplittableRandom(1), Set.of());
    }

    /** Tenant and cache key: what may share a run. */
    public record AudioName(UUID tenant, String key) {}

    /** A worker's lease and the engine processes that it calls. */
    public record WorkerRow(Instant leaseUntil, List<String> instances) {}

    public record CacheRow(UUID run, UUID artefact, Instant expiresAt) {}

    public record Artefact(String sha256, String objectKey) {}

    public record Idempotent(UUID job, @Nullable String requestHash) {}

    public record Isolated(UUID run, Instant since) {}

    /** What a receiver is to be told. */
    public record Notice(UUID job, State state) {}

    /** Sees each change when it has happened. */
    public interface Watch {
        default void moved(RunRow run, State from) {}

        default void claimed(RunRow run, String instance) {}

        /** A worker's write counted. */
        default void accepted(RunRow run, int fenceEpoch) {}

        default void ended(JobRow job, @Nullable State before) {}

        default void renewed(UUID worker, Instant before) {}
    }

    public void watchedBy(Watch watcher) {
        watch = watcher;
    }

    public Watch watch() {
        return watch;
    }

    public boolean on(Guard guard) {
        return !off.contains(guard);
    }

    public Instant now() {
        return clock.instant();
    }

    public RandomGenerator random() {
        return random;
    }

    public boolean isAlive(@Nullable UUID worker) {
        WorkerRow row = worker == null ? null : workers.get(worker);
        return row != null && row.leaseUntil().isAfter(now());
    }

    /** The run of a job, and of every other row that names one: it is always there. */
    public RunRow run(UUID id) {
        return Objects.requireNonNull(runs.get(id));
    }

    public Stream<JobRow> jobsOf(UUID run) {
        return jobs.values().stream().filter(job -> job.run.equals(run));
    }

    public Stream<JobRow> waitingFor(UUID run) {
        return jobsOf(run).filter(JobRow::waits);
    }

    /** Moves the run, with all that goes with every move. */
    public void move(RunRow run, State to) {
        State from = run.state;
        run.state = to;
        run.sequence++;
        if (to != State.RUNNING) {
            run.worker = null;
        }
        if (to.isTerminal()) {
            run.finishedAt = now();
        }
        watch.moved(run, from);
    }

    /** Whoever asks for the same audio from now on makes a run of its own. */
    public void closeToJoiners(UUID run) {
        if (on(Guard.CLOSE_TO_JOINERS)) {
            inflight.values().remove(run);
        }
    }
}
