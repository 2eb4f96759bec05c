package dev.chorale.worker.supervise;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Ends a group of processes when we end, however we end. A tiny shell reads from us; when the pipe closes, which the
 * kernel does even after a kill -9, it sends the group SIGTERM, and after a grace SIGKILL. It has a session of its own, so
 * that what ends us does not end it.
 */
final class Leash {
    private static final String SCRIPT = """
            trap '' INT TERM HUP
            read -r group || exit 0
            read -r _
            kill -TERM "-$group" 2>/dev/null || exit 0
            turns=$1
            while [ "$turns" -gt 0 ]; do
                sleep 0.2
                kill -0 "-$group" 2>/dev/null || exit 0
                turns=$((turns - 1))
            done
            kill -KILL "-$group" 2>/dev/null
            """;

    /** From one look at the group to the next, as in the script. */
    private static final Duration TURN = Duration.ofMillis(200);

    private final Process shell;
    private final OutputStream pipe;

    private Leash(Process shell) {
        this.shell = shell;
        this.pipe = shell.getOutputStream();
    }

    /**
     * Starts the shell, which waits for a group to hold.
     *
     * @param grace from SIGTERM to SIGKILL
     */
    static Leash ready(Duration grace) throws IOException {
        String turns = Long.toString(grace.dividedBy(TURN));
        return new Leash(new ProcessBuilder("setsid", "sh", "-c", SCRIPT, "leash", turns)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start());
    }

    /** @param group the number of its first process */
    void hold(long group) throws IOException {
        pipe.write((group + "\n").getBytes(StandardCharsets.US_ASCII));
        pipe.flush();
    }

    /** Ends the group; returns at once. May be called again. */
    void pull() {
        try {
            pipe.close();
        } catch (IOException ended) {
            // The shell is gone, so there is nothing to be told.
        }
    }

    /** Waits, after {@link #pull}, until the group was ended. */
    boolean await(long seconds) throws InterruptedException {
        return shell.waitFor(seconds, TimeUnit.SECONDS);
    }
}
