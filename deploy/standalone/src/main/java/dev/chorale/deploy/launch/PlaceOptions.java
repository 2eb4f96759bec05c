package dev.chorale.deploy.launch;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say where an installation lives. */
public final class PlaceOptions {
    @Option(
            names = "--port-base",
            paramLabel = "N",
            defaultValue = "" + PortPlan.DEFAULT_BASE,
            description = "The first API's port; all others follow from it (default 8080).")
    private int portBase = PortPlan.DEFAULT_BASE;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Where data, logs and keys are kept (default .chorale).")
    private @Nullable Path data;

    public PortPlan ports() {
        return new PortPlan(portBase);
    }

    public Path data() {
        return data == null ? Home.defaultData() : data.toAbsolutePath();
    }
}
