package dev.chorale.common.memory;

/** What keeps the queue right, each a condition or a step of some statement. */
public enum Guard {
    /** A worker's write counts only under the run's epoch. */
    EPOCH,
    /** A worker's write counts only while the run names that worker. */
    WORKER,
    /** A run is moved only from the states that the move may leave. */
    FROM_STATE,
    /** A job that has an outcome is left alone by whoever ends its run. */
    ENDS_ONCE,
    /** One charge a job id. */
    USAGE_KEY,
    /** The end of a job is written down for its receiver. */
    NOTICE,
    /** A repeated success finds its own commit. */
    OWN_COMMIT,
    /** A run is claimed once. */
    CLAIM_FROM_QUEUE,
    /** Only a worker with a live lease claims. */
    CLAIM_LEASE,
    /** Only a run that is due is claimed. */
    CLAIM_DUE,
    /** A run whose jobs are all past their deadline is not begun. */
    CLAIM_DEADLINE,
    /** A suspect is claimed only where nobody else is on its engine. */
    ISOLATION_QUIET,
    /** Nobody gets in while a suspect waits for its engine or has it. */
    ISOLATION_SHUT,
    /** A crash casts suspicion. */
    SUSPICION,
    /** A lease that is over is not renewed. */
    LEASE_ENDS,
    /** A worker finds the runs that it holds and knows nothing of. */
    STRAYS,
    /** Runs of lost workers are taken from them. */
    REVOKE,
    /** Runs are taken only from workers whose lease is over. */
    REVOKE_ONLY_LOST,
    /** A run that was lost in its last try fails. */
    REVOKE_SPENT,
    /** Due retries go back into the queue. */
    REQUEUE,
    /** Runs that nobody claimed are announced again. */
    ANNOUNCE,
    /** Passed deadlines end jobs. */
    EXPIRE,
    /** A run is stopped only by the last job out. */
    LAST_ONE_OUT,
    /** The last job out stops the run. */
    STOP_ABANDONED,
    /** Who asks for audio that is in the making joins its run. */
    INFLIGHT,
    /** A run that has ended can't be joined any more. */
    CLOSE_TO_JOINERS,
    /** An idempotency key makes one job. */
    IDEMPOTENCY_KEY,
    /** An idempotency key stands for one request. */
    IDEMPOTENCY_HASH
}
