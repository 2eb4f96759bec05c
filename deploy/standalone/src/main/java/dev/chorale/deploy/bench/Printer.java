package dev.chorale.deploy.bench;

import dev.chorale.deploy.launch.Console;
import java.util.List;
import java.util.Locale;

/** Prints figures as they come, on standard output. */
record Printer(Console console) {
    void print(String format, Object... values) {
        console.result(String.format(Locale.ROOT, format, values));
    }

    static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }
}
