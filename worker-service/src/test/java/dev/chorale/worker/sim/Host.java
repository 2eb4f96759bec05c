package dev.chorale.worker.sim;

/** A process: what is killed, stopped and cut off as one. Times are readings of the {@link Clockwork}, in nanoseconds. */
public final class Host {
    private final String name;
    private boolean dead;
    private long frozenUntil = Long.MIN_VALUE;
    private long cutOffUntil = Long.MIN_VALUE;

    public Host(String name) {
        this.name = name;
    }

    public String name() {
        return name;
    }

    /** Nothing of it runs any more; its actors unwind by {@link Killed} when their turn comes. */
    public void kill() {
        dead = true;
    }

    public boolean isDead() {
        return dead;
    }

    /** None of its actors gets a turn until then; its clock goes on. */
    public void freeze(long untilNanos) {
        frozenUntil = Math.max(frozenUntil, untilNanos);
    }

    public long frozenUntil() {
        return frozenUntil;
    }

    /** Its calls fail until then. */
    public void cutOff(long untilNanos) {
        cutOffUntil = Math.max(cutOffUntil, untilNanos);
    }

    public boolean isCutOff(long nowNanos) {
        return nowNanos < cutOffUntil;
    }

    /** Ends what is held against it. */
    public void heal(long nowNanos) {
        frozenUntil = Math.min(frozenUntil, nowNanos);
        cutOffUntil = Math.min(cutOffUntil, nowNanos);
    }
}
