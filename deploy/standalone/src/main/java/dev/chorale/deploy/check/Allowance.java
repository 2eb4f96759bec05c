package dev.chorale.deploy.check;

import dev.chorale.common.time.Pause;
import java.time.Duration;

/** The time that a check or a part of it has. It runs from its making on. */
final class Allowance {
    private static final Pause PAUSE = Pause.system();

    private final long end;

    private Allowance(long end) {
        this.end = end;
    }

    static Allowance of(Duration length) {
        return new Allowance(System.nanoTime() + Math.max(0, length.toNanos()));
    }

    /** A part of it, from now: no longer than this, and never longer than the whole. */
    Allowance part(Duration length) {
        return of(length.compareTo(left()) < 0 ? length : left());
    }

    Duration left() {
        return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
    }

    /** Waits, no longer than there is time. */
    void rest(Duration length) throws InterruptedException {
        PAUSE.of(length.compareTo(left()) < 0 ? length : left());
    }

    boolean isUp() {
        return left().isZero();
    }
}
