package dev.chorale.deploy.check;

import dev.chorale.deploy.launch.Console;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What there is to do with an engine that no worker has yet. */
@Command(
        name = "engine",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Look at a speech engine before a worker uses it.")
public final class EngineCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    private EngineCommand() {}

    public static CommandLine commandLine(Console console) {
        return new CommandLine(new EngineCommand()).addSubcommand(new CheckCommand(console));
    }

    @Override
    public Integer call() {
        throw new ParameterException(Objects.requireNonNull(spec).commandLine(), "engine: what of it? check");
    }
}
