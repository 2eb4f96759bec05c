package dev.chorale.worker.claim;

import dev.chorale.common.job.Lane;
import dev.chorale.common.job.State;
import dev.chorale.common.job.State.Move;
import dev.chorale.common.memory.Guard;
import dev.chorale.common.memory.JobRow;
import dev.chorale.common.memory.MemoryTables;
import dev.chorale.common.memory.MemoryTables.Isolated;
import dev.chorale.common.memory.RunRow;
import dev.chorale.common.outcome.RunMoves;
import dev.chorale.worker.settle.Builds;
import dev.chorale.worker.settle.Fence;
import dev.chorale.worker.settle.Held;
import dev.chorale.worker.settle.Settlement.Told;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** {@link Claims} in memory. */
final class MemoryClaims implements Claims {
    private static final int NO_SUSPECTS = Held.TRIED_ALONE_FROM - 1;
    private static final Comparator<RunRow> BY_AGE = Comparator.comparing((RunRow run) -> run.lane)
            .thenComparing(run -> run.epoch == 0)
            .thenComparing(run -> run.notBefore)
            .thenComparing(run -> run.id);
    private static final Duration RESERVED = Duration.ofMinutes(5);

    private final MemoryTables tables;

    MemoryClaims(MemoryTables tables) {
        this.tables = tables;
    }

    @Override
    public List<Claimed> claim(Claimant by, Collection<UUID> runs) {
        List<Claimed> claimed = new ArrayList<>(claim(by, runs, NO_SUSPECTS));
        if (claimed.size() < runs.size()) {
            enter(by, runs).ifPresent(suspect -> claimed.addAll(claim(by, List.of(suspect), Integer.MAX_VALUE)));
        }
        return claimed;
    }

    @Override
    public List<Claimed> claimWaiting(Claimant by, Duration minAge, int limit) {
        return withOldestSuspect(by, minAge, claimSeen(by, inFairOrder(by, EnumSet.allOf(Lane.class), minAge, limit)));
    }

    private List<Claimed> claimSeen(Claimant by, List<UUID> seen) {
        return claim(by, seen, NO_SUSPECTS);
    }

    private List<Claimed> withOldestSuspect(Claimant by, Duration minAge, List<Claimed> others) {
        List<Claimed> claimed = new ArrayList<>(others);
        tables.runs.values().stream()
                .filter(run -> run.suspicion > NO_SUSPECTS && isWaiting(run, by))
                .filter(run -> run.isDue(tables.now().minus(minAge)))
                .min(Comparator.comparing((RunRow run) -> run.notBefore).thenComparing(run -> run.id))
                .flatMap(run -> enter(by, List.of(run.id)))
                .ifPresent(suspect -> claimed.addAll(claim(by, List.of(suspect), Integer.MAX_VALUE)));
        return claimed;
    }

    @Override
    public List<Claimed> claimAsMany(Claimant by, Collection<UUID> woken) {
        List<Claimed> claimed = new ArrayList<>();
        enter(by, woken).ifPresent(suspect -> claimed.addAll(claim(by, List.of(suspect), Integer.MAX_VALUE)));
        int room = woken.size() - claimed.size();
        List<UUID> turns = inFairOrder(by, EnumSet.allOf(Lane.class), Duration.ZERO, Integer.MAX_VALUE).stream()
                .limit(room)
                .toList();
        claimed.addAll(claim(by, turns, NO_SUSPECTS));
        List<UUID> others = woken.stream()
                .filter(run -> claimed.stream()
                        .noneMatch(one -> one.held().fence().run().equals(run)))
                .limit(woken.size() - claimed.size())
                .toList();
        claimed.addAll(claim(by, others, NO_SUSPECTS));
        return claimed;
    }

    @Override
    public List<Claimed> claimUrgent(Claimant by, Duration minAge, int limit) {
        return claimSeen(by, inFairOrder(by, EnumSet.of(Lane.INTERACTIVE), minAge, limit));
    }

    private record Turn(RunRow run, long turn) {}

    private List<UUID> inFairOrder(Claimant by, Set<Lane> lanes, Duration minAge, int limit) {
        Map<UUID, Long> places = new HashMap<>();
        tables.runs.values().stream()
                .filter(run -> run.state == State.RUNNING && run.engine.equals(by.engine()))
                .forEach(run -> places.merge(run.tenant, 1L, Long::sum));
        return tables.runs.values().stream()
                .filter(run -> lanes.contains(run.lane) && run.suspicion <= NO_SUSPECTS)
                .filter(run -> Move.CLAIM.from().contains(run.state)
                        && run.engine.equals(by.engine())
                        && run.isDue(tables.now().minus(minAge)))
                .sorted(BY_AGE)
                .map(run -> new Turn(run, places.merge(run.tenant, 1L, Long::sum)))
                .sorted(Comparator.comparing((Turn one) -> one.run.lane)
                        .thenComparing(one -> one.run.epoch == 0)
                        .thenComparing(Turn::turn)
                        .thenComparing(Turn::run, BY_AGE))
                .limit(limit)
                .map(one -> one.run.id)
                .toList();
    }

    @Override
    public List<Claimed> claimFitting(Claimant by, Fitting fitting, int limit) {
        List<UUID> longest =
                fitting.oldestFirst() ? inFairOrder(by, EnumSet.allOf(Lane.class), Fitting.LONG, limit) : List.of();
        List<UUID> seen = longest.isEmpty() ? fitting(by, fitting, limit) : longest;
        return withOldestSuspect(by, fitting.minAge(), claimSeen(by, seen));
    }

    private List<UUID> fitting(Claimant by, Fitting fitting, int limit) {
        Instant left = tables.now().minus(fitting.leftFor());
        return tables.runs.values().stream()
                .filter(run -> Move.CLAIM.from().contains(run.state)
                        && run.suspicion <= NO_SUSPECTS
                        && run.engine.equals(by.engine())
                        && run.isDue(tables.now().minus(fitting.minAge())))
                .filter(run -> fits(run, fitting) || run.isDue(left) || fitting.woken() && !isElsewhere(run, by))
                .sorted(Comparator.comparing((RunRow run) -> run.lane)
                        .thenComparing(run -> !fits(run, fitting))
                        .thenComparing(run -> run.epoch == 0)
                        .thenComparing(run -> run.notBefore))
                .limit(limit)
                .map(run -> run.id)
                .toList();
    }

    private static boolean fits(RunRow run, Fitting fitting) {
        return run.voiceKey != null && fitting.voices().contains(run.voiceKey);
    }

    private boolean isElsewhere(RunRow run, Claimant by) {
        return tables.loaded.entrySet().stream()
                .filter(worker -> !worker.getKey().equals(by.worker()) && tables.isAlive(worker.getKey()))
                .anyMatch(worker -> worker.getValue().contains(run.engine + "/" + run.voiceKey));
    }

    private List<Claimed> claim(Claimant by, Collection<UUID> runs, int mostSuspicion) {
        return runs.stream()
                .sorted()
                .flatMap(this::row)
                .filter(run -> isWaiting(run, by) && run.suspicion <= mostSuspicion && isBeginnable(run, by))
                .toList()
                .stream()
                .map(run -> claim(run, by))
                .toList();
    }

    private Stream<RunRow> row(UUID id) {
        return Stream.ofNullable(tables.runs.get(id));
    }

    private boolean isWaiting(RunRow run, Claimant by) {
        return (!tables.on(Guard.CLAIM_FROM_QUEUE) && run.finishedAt == null
                        || Move.CLAIM.from().contains(run.state))
                && run.engine.equals(by.engine())
                && (!tables.on(Guard.CLAIM_DUE) || run.isDue(tables.now()));
    }

    private boolean isBeginnable(RunRow run, Claimant by) {
        List<JobRow> waiting = tables.waitingFor(run.id).toList();
        boolean late = !waiting.isEmpty() && waiting.stream().allMatch(job -> job.isLate(tables.now()));
        return run.attempts < RunMoves.MOST_ATTEMPTS
                && (!late || !tables.on(Guard.CLAIM_DEADLINE))
                && (tables.isAlive(by.worker()) || !tables.on(Guard.CLAIM_LEASE))
                && (run.suspicion > NO_SUSPECTS || !isShut(by.instance()) || !tables.on(Guard.ISOLATION_SHUT));
    }

    private Claimed claim(RunRow run, Claimant by) {
        run.epoch++;
        run.attempts++;
        run.worker = by.worker();
        run.permille = 0;
        Duration waited = Duration.between(run.notBefore, tables.now());
        tables.move(run, State.RUNNING);
        tables.watch().claimed(run, by.instance());
        List<Told> jobs = tables.waitingFor(run.id)
                .map(job -> new Told(job.id, "synthesis", run.sequence))
                .toList();
        return new Claimed(held(run, by.worker()), run.voiceKey, run.utterance, jobs, waited);
    }

    static Held held(RunRow run, UUID worker) {
        return new Held(
                new Fence(run.id, worker, run.epoch),
                run.tenant,
                "synthesis",
                run.lane,
                run.attempts,
                run.suspicion,
                run.cacheKey,
                new Builds(run.voiceVersion, run.encoderBuild));
    }

    private Optional<UUID> enter(Claimant by, Collection<UUID> runs) {
        Optional<RunRow> suspect = runs.stream()
                .sorted()
                .flatMap(this::row)
                .filter(run -> isWaiting(run, by) && run.suspicion > NO_SUSPECTS)
                .findFirst();
        if (suspect.isEmpty() || !reserve(by.instance(), suspect.get())) {
            return Optional.empty();
        }
        if (tables.on(Guard.ISOLATION_QUIET) && isBusy(by)) {
            suspect.get().wakeDue = tables.now().plusMillis(300);
            return Optional.empty();
        }
        return suspect.map(run -> run.id);
    }

    private boolean reserve(String instance, RunRow suspect) {
        Isolated row = tables.isolation.get(instance);
        if (row == null || isVoid(row)) {
            tables.isolation.put(instance, new Isolated(suspect.id, tables.now()));
            return true;
        }
        return row.run().equals(suspect.id);
    }

    /** For as long again as a reservation holds, nobody may reserve the process anew. */
    private boolean isVoid(Isolated row) {
        State state = tables.run(row.run()).state;
        return state != State.RUNNING
                && (state != State.QUEUED
                        || !row.since().isAfter(tables.now().minus(RESERVED).minus(RESERVED)));
    }

    /** Whether the engine process is reserved for a suspect that waits for its turn, not for ever, or has it. */
    private boolean isShut(String instance) {
        Isolated row = tables.isolation.get(instance);
        if (row == null) {
            return false;
        }
        State state = tables.run(row.run()).state;
        return state == State.RUNNING
                || state == State.QUEUED && row.since().isAfter(tables.now().minus(RESERVED));
    }

    private boolean isBusy(Claimant by) {
        return tables.runs.values().stream()
                .filter(run -> run.worker != null && run.engine.equals(by.engine()))
                .map(run -> tables.workers.get(run.worker))
                .anyMatch(worker -> worker != null && worker.instances().contains(by.instance()));
    }
}
