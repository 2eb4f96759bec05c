package dev.chorale.worker.claim;

import io.agroal.api.AgroalDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Gathers what the loops of all engines share. */
final class Shares {
    @Produces
    @Singleton
    WorkerRows rows(AgroalDataSource pool, ClaimSettings settings) {
        return new PostgresWorkerRows(LeaseConnections.beside(pool, settings.lease()), settings);
    }

    @Produces
    @Singleton
    EngineLoop.Shared shared(
            Slots slots,
            Lease lease,
            Claims claims,
            RunningRuns running,
            Work work,
            LoadedVoices voices,
            MeterRegistry meters,
            Time time) {
        return new EngineLoop.Shared(slots, lease, claims, running, work, voices, meters, time);
    }
}
