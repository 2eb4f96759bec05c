package dev.chorale.deploy.part;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Stops a PostgreSQL server when we end, however we end. A tiny shell reads from us; when the pipe closes, which the
 * kernel does even after a kill -9, it asks the server for a fast shutdown, and after 7 s for an immediate one.
 */
final class Leash {
    private static final String SCRIPT = """
            trap '' INT TERM HUP
            read -r pid || exit 0
            read -r _
            kill -INT "$pid" 2>/dev/null || exit 0
            for second in 1 2 3 4 5 6 7; do
                sleep 1
                kill -0 "$pid" 2>/dev/null || exit 0
            done
            kill -QUIT "$pid" 2>/dev/null
            """;

    private final Process shell;
    private final OutputStream pipe;

    private Leash(Process shell) {
        this.shell = shell;
        this.pipe = shell.getOutputStream();
    }

    /** Starts the shell, which waits for a process to hold. */
    static Leash ready() throws IOException {
        return new Leash(new ProcessBuilder("sh", "-c", SCRIPT)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start());
    }

    void hold(Process server) throws IOException {
        say(Long.toString(server.pid()));
    }

    /** Asks the server to stop; returns at once. May be called again. */
    void pull() {
        try {
            pipe.close();
        } catch (IOException ended) {
            // The shell is gone, so the server was told already.
        }
    }

    /** Lets go of a server that has ended, so that nobody else's process can be stopped by its number. */
    void drop() {
        shell.destroyForcibly();
    }

    private void say(String line) throws IOException {
        pipe.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
        pipe.flush();
    }
}
