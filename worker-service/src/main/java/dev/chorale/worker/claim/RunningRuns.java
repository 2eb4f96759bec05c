package dev.chorale.worker.claim;

import dev.chorale.common.job.Lane;
import dev.chorale.worker.settle.Fence;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * The runs in work here.
 *
 * <p>A claim and the entry of what it brought happen under a shared lock, the search for strays under the exclusive
 * one: so a run that was claimed a moment ago is never taken for one that nobody here knows of.
 */
@Singleton
final class RunningRuns {
    private static final Logger LOG = Logger.getLogger(RunningRuns.class);

    private final Map<Fence, RunningRun> runs = new ConcurrentHashMap<>();
    private final ReadWriteLock claims = new ReentrantReadWriteLock();

    /** Runs a claim, the entering of its runs included. */
    <T> T whileClaiming(Supplier<T> claim) {
        claims.readLock().lock();
        try {
            return claim.get();
        } finally {
            claims.readLock().unlock();
        }
    }

    /** Runs the search, unless a claim is on its way. */
    <T> Optional<T> whileNothingIsClaimed(Supplier<T> search) {
        if (!claims.writeLock().tryLock()) {
            return Optional.empty();
        }
        try {
            return Optional.of(search.get());
        } finally {
            claims.writeLock().unlock();
        }
    }

    void add(RunningRun run) {
        runs.put(run.held().fence(), run);
    }

    void remove(RunningRun run) {
        runs.remove(run.held().fence());
    }

    int of(String engine) {
        return count(run -> run.engine().equals(engine));
    }

    /** Those of it that the engine is not yet done with. */
    int unspokenOf(String engine) {
        return count(run -> run.engine().equals(engine) && !run.isSpoken());
    }

    /** Whether it has to do for others than those who wait for a line. */
    boolean isAnyLessUrgent(String engine) {
        return count(run -> run.engine().equals(engine)
                        && !run.isSpoken()
                        && run.held().lane() != Lane.INTERACTIVE)
                > 0;
    }

    /** What the engine must have loaded for those that it is not yet done with. */
    Set<String> voicesOf(String engine) {
        return runs.values().stream()
                .filter(run -> run.engine().equals(engine) && !run.isSpoken())
                .flatMap(run -> run.voiceKey().stream())
                .collect(Collectors.toSet());
    }

    private int count(Predicate<RunningRun> which) {
        return (int) runs.values().stream().filter(which).count();
    }

    List<RunningRun> all() {
        return List.copyOf(runs.values());
    }

    /** Stops those that are being spoken. Their slots come free when they have ended. */
    void abort(Predicate<RunningRun> which, String why) {
        for (RunningRun run : all()) {
            if (which.test(run) && run.abort()) {
                LOG.infof(
                        "run aborted run=%s epoch=%d cause=%s",
                        run.held().fence().run(), run.held().fence().epoch(), why);
            }
        }
    }
}
