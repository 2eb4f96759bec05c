package dev.chorale.deploy.admin;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How many rows a list shows. */
final class Most {
    private static final int MOST = 100_000;

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "50",
            description = "At most so many rows (default 50).")
    private int limit = 50;

    /** The limit; bad usage if it is out of range. */
    int rows() {
        if (limit < 1 || limit > MOST) {
            throw new ParameterException(
                    Objects.requireNonNull(spec).commandLine(), "--limit: " + limit + " (expected 1.." + MOST + ")");
        }
        return limit;
    }
}
