package dev.chorale.deploy.soak;

import java.io.IOException;
import java.time.Instant;

/** One way in which something breaks. Each is in {@link FaultList}. */
interface Fault {
    /** In the report and in {@code --faults}. */
    String name();

    /** Whether it takes a proxy, or an engine that does what it is told. */
    default boolean needsRig() {
        return false;
    }

    /**
     * Breaks something, waits as long as it takes to hurt, mends it, and blocks until the part is up again.
     *
     * @return whether anybody felt it: a fault that nobody feels proves nothing
     */
    Bite strike(Scene scene) throws InterruptedException, IOException;

    /**
     * What was counted: none of it means that nobody felt the fault.
     *
     * @param what of which there were so many
     * @param mended when what was broken was whole again
     */
    record Bite(long number, String what, Instant mended) {

        /** Whether it met what it was meant for. */
        boolean felt() {
            return number > 0;
        }

        String how() {
            return number + " " + what;
        }
    }
}
