package dev.chorale.api;

import dev.chorale.api.problem.RequestHead;
import dev.chorale.common.process.ParentWatch;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Starts the API service. */
@QuarkusMain
public final class Main {
    private Main() {}

    public static void main(String... args) {
        ParentWatch.startIfAsked();
        System.setProperty(RequestHead.OWN_URL_CHECK, "true");
        Quarkus.run(args);
    }
}
