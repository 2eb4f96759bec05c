package dev.chorale.worker.claim;

import dev.chorale.common.memory.Guard;
import dev.chorale.common.memory.MemoryTables;
import dev.chorale.common.memory.MemoryTables.WorkerRow;
import dev.chorale.common.memory.RunRow;
import dev.chorale.worker.settle.Fence;
import dev.chorale.worker.settle.Held;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** {@link WorkerRows} in memory. */
final class MemoryWorkerRows implements WorkerRows {
    private static final Duration SWEPT_OUT = Duration.ofHours(1);

    private final MemoryTables tables;
    private final ClaimSettings settings;

    MemoryWorkerRows(MemoryTables tables, ClaimSettings settings) {
        this.tables = tables;
        this.settings = settings;
    }

    @Override
    public void register(UUID worker, String host, long pid) {
        tables.workers
                .values()
                .removeIf(row -> row.leaseUntil().isBefore(tables.now().minus(SWEPT_OUT)));
        List<String> instances = settings.engines().stream()
                .map(engine -> settings.instanceOf(engine, worker))
                .toList();
        tables.workers.put(worker, new WorkerRow(tables.now().plus(settings.lease()), instances));
    }

    @Override
    public boolean renew(UUID worker) {
        WorkerRow row = tables.workers.get(worker);
        if (row == null || tables.on(Guard.LEASE_ENDS) && !tables.isAlive(worker)) {
            return false;
        }
        tables.workers.put(worker, new WorkerRow(tables.now().plus(settings.lease()), row.instances()));
        tables.watch().renewed(worker, row.leaseUntil());
        return true;
    }

    @Override
    public void remove(UUID worker) {
        tables.workers.remove(worker);
    }

    @Override
    public Set<UUID> progress(UUID worker, Collection<Progress> runs) {
        Set<UUID> ours = new HashSet<>();
        for (Progress told : runs) {
            Fence fence = told.fence();
            RunRow run = tables.runs.get(fence.run());
            if (run != null && run.epoch == fence.epoch() && worker.equals(run.worker)) {
                run.permille = Math.max(run.permille, told.permille());
                ours.add(run.id);
            }
        }
        return ours;
    }

    @Override
    public List<Held> strays(UUID worker, Collection<UUID> known) {
        if (!tables.on(Guard.STRAYS)) {
            return List.of();
        }
        return tables.runs.values().stream()
                .filter(run -> worker.equals(run.worker) && run.finishedAt == null && !known.contains(run.id))
                .map(run -> MemoryClaims.held(run, worker))
                .toList();
    }
}
