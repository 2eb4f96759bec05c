package dev.chorale.deploy.demo;

import dev.chorale.deploy.launch.Console;
import java.time.Duration;
import java.util.Locale;

/** Tells what happens, each step with the time since the beginning; in colours where a person looks. */
final class Narrator {
    private static final String DIM = "\u001b[2m";
    private static final String BOLD = "\u001b[1m";
    private static final String GREEN = "\u001b[32m";
    private static final String PLAIN = "\u001b[0m";

    private final Console console;
    private final boolean colours;
    private final long begun = System.nanoTime();

    Narrator(Console console, boolean colours) {
        this.console = console;
        this.colours = colours;
    }

    void title(String text) {
        console.result("");
        console.result(paint(BOLD, text));
    }

    /** One step: who, and what happened. */
    void step(String who, String what) {
        console.result(paint(DIM, elapsed()) + "  " + paint(BOLD, pad(who)) + what);
    }

    /** A step that proves something. */
    void proof(String who, String what) {
        console.result(paint(DIM, elapsed()) + "  " + paint(BOLD, pad(who)) + paint(GREEN, what));
    }

    void line(String text) {
        console.result(text);
    }

    static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.2f s", duration.toNanos() / 1e9);
    }

    private String elapsed() {
        return String.format(Locale.ROOT, "%7.2f s", (System.nanoTime() - begun) / 1e9);
    }

    private static String pad(String who) {
        return String.format(Locale.ROOT, "%-10s", who);
    }

    private String paint(String colour, String text) {
        return colours ? colour + text + PLAIN : text;
    }
}
