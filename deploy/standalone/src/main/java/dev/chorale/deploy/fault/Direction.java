package dev.chorale.deploy.fault;

/** Which way bytes go through a {@link FaultProxy}. */
public enum Direction {
    /** From who connected to the target. */
    FORTH,
    /** From the target to who connected. */
    BACK
}
