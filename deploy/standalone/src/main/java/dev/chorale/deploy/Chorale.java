package dev.chorale.deploy;

import dev.chorale.common.process.ParentWatch;
import dev.chorale.deploy.admin.AdminCommand;
import dev.chorale.deploy.bench.BenchCommand;
import dev.chorale.deploy.check.EngineCommand;
import dev.chorale.deploy.demo.DemoCommand;
import dev.chorale.deploy.demo.RehearseCommand;
import dev.chorale.deploy.demo.SpeakCommand;
import dev.chorale.deploy.launch.Console;
import dev.chorale.deploy.launch.Failure;
import dev.chorale.deploy.launch.StartCommand;
import dev.chorale.deploy.launch.UpCommand;
import dev.chorale.deploy.simulator.SimulatorCommand;
import dev.chorale.deploy.soak.SoakCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command line's root. A new command is one line in {@link #commandLine}. */
@Command(
        name = "chorale",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "The control plane in front of self-hosted speech engines.")
public final class Chorale implements Runnable {
    private static final int USAGE = 2;

    @Spec
    private @Nullable CommandSpec spec;

    private final Console console;

    private Chorale(Console console) {
        this.console = console;
    }

    public static void main(String[] args) {
        ParentWatch.startIfAsked();
        System.exit(commandLine(Console.standard()).execute(args));
    }

    static CommandLine commandLine(Console console) {
        return judged(
                new CommandLine(new Chorale(console))
                        .addSubcommand(new DemoCommand(console))
                        .addSubcommand(new UpCommand(console))
                        .addSubcommand(new StartCommand(console))
                        .addSubcommand(new SpeakCommand(console))
                        .addSubcommand(AdminCommand.commandLine(console, System.getenv()))
                        .addSubcommand(EngineCommand.commandLine(console))
                        .addSubcommand(new BenchCommand(console))
                        .addSubcommand(new SimulatorCommand(console))
                        .addSubcommand(new SoakCommand(console))
                        .addSubcommand(new RehearseCommand(console)),
                console);
    }

    /** The command with our codes and sentences for bad usage (2) and failures (1). */
    static CommandLine judged(CommandLine root, Console console) {
        root.setCaseInsensitiveEnumValuesAllowed(true);
        root.setParameterExceptionHandler((problem, args) -> {
            console.say("chorale: " + problem.getMessage());
            return USAGE;
        });
        root.setExecutionExceptionHandler((problem, command, parsed) -> {
            console.say("chorale: " + (problem instanceof Failure ? problem.getMessage() : traceOf(problem)));
            return 1;
        });
        return root;
    }

    @Override
    public void run() {
        console.result(Objects.requireNonNull(spec).commandLine().getUsageMessage());
    }

    private static String traceOf(Exception problem) {
        StringWriter trace = new StringWriter();
        problem.printStackTrace(new PrintWriter(trace, true));
        return trace.toString();
    }
}
