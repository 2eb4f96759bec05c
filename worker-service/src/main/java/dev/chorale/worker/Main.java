package dev.chorale.worker;

import dev.chorale.common.process.ParentWatch;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Starts the worker service. */
@QuarkusMain
public final class Main {
    private Main() {}

    public static void main(String... args) {
        ParentWatch.startIfAsked();
        Quarkus.run(args);
    }
}
