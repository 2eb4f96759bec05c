package dev.chorale.common.contract;

import dev.chorale.common.job.Lane;
import dev.chorale.common.job.State;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Rows of one store, each with the values of an ordinary request, and a look at what became of them. */
public interface Rows {
    UUID tenant();

    /** @param lease from now; negative: it ran out */
    UUID worker(Duration lease);

    /** A queued run that everyone may join; nobody waits for it yet. */
    UUID queuedRun(UUID tenant);

    /** A run that this worker holds with epoch 1, in the given attempt. */
    UUID runningRun(UUID tenant, UUID worker, int attempts);

    /** A job that waits for the run and wants a webhook. */
    UUID job(UUID run);

    void setDeadline(UUID job, Duration fromNow);

    /** Has the worker speak the run. */
    void setRunning(UUID run, UUID worker);

    /** Moves the run to {@code retrying} until then. */
    void setRetrying(UUID run, Duration fromNow);

    void setDue(UUID run, Duration fromNow);

    void setEpoch(UUID run, int epoch);

    void setAttempts(UUID run, int attempts);

    void setSuspicion(UUID run, int suspicion);

    void setEngine(UUID run, String engine);

    void setLane(UUID run, Lane lane);

    void setVoice(UUID run, String key);

    /** @param loaded as {@code <engine>/<key>} */
    void setLoaded(UUID worker, String loaded);

    RunView run(UUID run);

    JobView jobView(UUID job);

    /** The cache keys that are in the making. */
    int inflight();

    /** The cache keys that have audio. */
    int cached();

    /**
     * A run as it is now.
     *
     * @param dueIn until it may be claimed or requeued
     * @param wakeDueIn until it is announced
     */
    record RunView(
            State state,
            Lane lane,
            int epoch,
            int attempts,
            int suspicion,
            int sequence,
            @Nullable UUID worker,
            double progress,
            @Nullable String errorCode,
            @Nullable String cacheKey,
            Duration dueIn,
            Duration wakeDueIn) {}

    /**
     * A job as it is now.
     *
     * @param errorCode of a job that ended without audio
     * @param charges how many there are for it
     * @param notices the states that its receiver is told of
     */
    record JobView(
            @Nullable State outcome, @Nullable String errorCode, boolean retryable, int charges, List<State> notices) {}
}
