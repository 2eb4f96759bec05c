package dev.chorale.worker.sim;

/** Unwinds an actor whose process is gone. An error, so that no code under test takes it for a failure of its own. */
public final class Killed extends Error {
    private static final long serialVersionUID = 1;

    public Killed() {
        super("killed", null, false, false);
    }
}
