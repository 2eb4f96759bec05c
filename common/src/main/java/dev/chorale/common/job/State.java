package dev.chorale.common.job;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The states of a run, and of the jobs that wait for it. The moves between them are in {@link Move}; nothing else
 * may move a run. A job shows its run's state until it has an outcome of its own.
 */
public enum State {
    /**
     * Accepted and committed, waiting for a worker. The API puts a run here at submit; a due retry and a release come
     * back here. A worker's claim takes it out. The caller sees {@code queued}.
     */
    QUEUED,
    /**
     * One worker holds it under a lease; only writes that carry its current epoch count. A claim puts it here; the
     * worker's outcome, or the sweeper when the lease is lost, takes it out. The caller sees {@code running} and
     * progress.
     */
    RUNNING,
    /**
     * A try failed in a way that another may mend, or its worker was lost; it waits until {@code not_before}. The
     * sweeper takes it out. The caller sees {@code retrying}.
     */
    RETRYING,
    /** The audio is stored and readable, each job of the run is charged once. Never left. */
    SUCCEEDED,
    /** It cannot succeed, or its tries are spent; the error's code says why. Never left: a redrive is a new job. */
    FAILED,
    /** The caller withdrew it. Never left. */
    CANCELLED,
    /** Its deadline passed before it was done. Never left. */
    EXPIRED;

    public static final Set<State> TERMINAL = Set.copyOf(EnumSet.of(SUCCEEDED, FAILED, CANCELLED, EXPIRED));

    public boolean isTerminal() {
        return TERMINAL.contains(this);
    }

    /** The name in the API, in events and in the database. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException if no state has that name */
    public static State byWireName(String name) {
        return Stream.of(values())
                .filter(s -> s.wireName().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("state: " + name + " (expected one of queued, running,"
                        + " retrying, succeeded, failed, cancelled, expired)"));
    }

    /** Every legal move of a run. SQL binds {@link #fromNames()} and {@link #toName()}; no query spells a state. */
    public enum Move {
        /** A worker takes the run: epoch + 1, attempts + 1. */
        CLAIM(RUNNING, QUEUED),
        /** The worker stored the audio. */
        SUCCEED(SUCCEEDED, RUNNING),
        /** The worker met a passing failure, or the sweeper found its lease lost. */
        RETRY(RETRYING, RUNNING),
        /** The sweeper found a retry due. */
        REQUEUE(QUEUED, RETRYING),
        /** The worker gives the run back unharmed (drain, overload): no attempt is charged. */
        RELEASE(QUEUED, RUNNING),
        /** The failure is final, or the tries are spent. */
        FAIL(FAILED, RUNNING, RETRYING),
        /** The last job of the run was withdrawn. */
        CANCEL(CANCELLED, QUEUED, RUNNING, RETRYING),
        /** The deadline passed. */
        EXPIRE(EXPIRED, QUEUED, RUNNING, RETRYING);

        private final State to;
        private final Set<State> from;

        Move(State to, State... from) {
            this.to = to;
            this.from = Set.of(from);
        }

        public State to() {
            return to;
        }

        public Set<State> from() {
            return from;
        }

        public String toName() {
            return to.wireName();
        }

        public String[] fromNames() {
            return from.stream().map(State::wireName).sorted().toArray(String[]::new);
        }
    }
}
