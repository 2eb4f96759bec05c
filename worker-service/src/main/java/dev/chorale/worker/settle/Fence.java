package dev.chorale.worker.settle;

import java.util.UUID;

/** What every write about a run carries: it counts only while the run's row still names this worker and this epoch. */
public record Fence(UUID run, UUID worker, int epoch) {}
