package dev.chorale.deploy.fault;

import dev.chorale.deploy.fault.Interference.HalfOpen;

/** The interference in force, and waiting for another. */
final class Switch {
    private Interference now = new Interference.Pass();
    private long touched;
    private long back;

    synchronized Interference get() {
        return now;
    }

    /** Counts something that an interference changed. */
    synchronized void touch() {
        touched++;
    }

    synchronized long touched() {
        return touched;
    }

    /** Counts a piece that went this way. */
    synchronized void passed(Direction direction) {
        back += direction == Direction.BACK ? 1 : 0;
    }

    synchronized long answered() {
        return back;
    }

    synchronized void set(Interference other) {
        now = other;
        notifyAll();
    }

    /** Whether this caller is the one that ends {@code ended}. */
    synchronized boolean passAfter(Interference ended) {
        if (now != ended) {
            return false;
        }
        set(new Interference.Pass());
        return true;
    }

    /** Blocks while nothing moves in this direction; returns what is in force then. */
    synchronized Interference awaitMovement(Direction direction) throws InterruptedException {
        if (!(now instanceof Interference.Pass || now instanceof Interference.Refuse)) {
            touched++;
        }
        while (now instanceof HalfOpen(var still) && still.contains(direction)) {
            wait();
        }
        return now;
    }
}
