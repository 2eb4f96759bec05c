package dev.chorale.deploy.launch;

import java.io.PrintStream;

/** The terminal: results go to standard output, for programs; all that is said on the way to standard error. */
public final class Console {
    private final PrintStream out;
    private final PrintStream err;

    public Console(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /** The process's own streams. */
    public static Console standard() {
        return new Console(System.out, System.err);
    }

    /** A line of the result, on standard output. */
    public void result(String line) {
        out.println(line);
        out.flush();
    }

    /** A line about progress or a problem, on standard error. */
    public void say(String line) {
        err.println(line);
    }
}
