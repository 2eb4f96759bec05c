package dev.chorale.worker.claim;

import dev.chorale.worker.settle.Fence;
import dev.chorale.worker.settle.Held;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.JdbiException;

/**
 * This process's own row, which is its lease, and the runs that it holds. Each method is one transaction, blocks until
 * its commit, and throws a {@link JdbiException} where the store did not answer.
 */
interface WorkerRows {
    /**
     * A new row with a live lease. Rows that nobody renewed for an hour are swept out on the way, and the reservations of engine processes and runs that are gone.
     */
    void register(UUID worker, String host, long pid);

    /** @return false if the lease is over: it is never brought back to life, because its runs may be gone already */
    boolean renew(UUID worker);

    /** Nothing happens where it is gone already. */
    void remove(UUID worker);

    /** How far a run is, in thousandths. */
    record Progress(Fence fence, int permille) {}

    /**
     * Writes how far the runs are.
     *
     * @return the runs that are still held under these fences; the others were withdrawn or given to somebody else
     */
    Set<UUID> progress(UUID worker, Collection<Progress> runs);

    /** Runs that the store holds for this worker beside the known ones: their claim's answer never reached us. */
    List<Held> strays(UUID worker, Collection<UUID> known);
}
