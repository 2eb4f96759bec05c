package dev.chorale.deploy.admin;

import dev.chorale.deploy.client.ApiPlace;
import dev.chorale.deploy.launch.Console;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The nouns of the admin API. A new one is one line in {@link #commandLine}. */
@Command(
        name = "admin",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "NOUN",
        description =
                "The admin API from a terminal: jobs, workers, engines, lanes, dead letters, tenants, keys, voices.",
        footer = {"", ApiPlace.FOOTER})
public final class AdminCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    private AdminCommand() {}

    /** @param environment the process's environment variables */
    public static CommandLine commandLine(Console console, Map<String, String> environment) {
        CommandLine jobs = new CommandLine(new JobsCommand(new Desk(console, environment)))
                .addSubcommand(new JobsCommand.Cancel(new Desk(console, environment)));
        CommandLine engines = new CommandLine(new FleetCommand.Engines(new Desk(console, environment)))
                .addSubcommand(new FleetCommand.Forget(new Desk(console, environment), console));
        CommandLine letters = new CommandLine(new DeadLettersCommand(new Desk(console, environment)))
                .addSubcommand(new DeadLettersCommand.Redrive(new Desk(console, environment)));
        CommandLine tenants = new CommandLine(new TenantsCommand(new Desk(console, environment)))
                .addSubcommand(new TenantsCommand.Create(new Desk(console, environment)));
        CommandLine keys = new CommandLine(new KeysCommand(new Desk(console, environment)))
                .addSubcommand(new KeysCommand.Create(new Desk(console, environment)))
                .addSubcommand(new KeysCommand.Delete(new Desk(console, environment), console));
        CommandLine voices = new CommandLine(new VoicesCommand(new Desk(console, environment)))
                .addSubcommand(new VoicesCommand.Import(console, environment));
        return new CommandLine(new AdminCommand())
                .addSubcommand(jobs)
                .addSubcommand(new FleetCommand.Workers(new Desk(console, environment)))
                .addSubcommand(engines)
                .addSubcommand(new FleetCommand.Lanes(new Desk(console, environment)))
                .addSubcommand(letters)
                .addSubcommand(tenants)
                .addSubcommand(keys)
                .addSubcommand(voices);
    }

    @Override
    public Integer call() {
        CommandLine self = Objects.requireNonNull(spec).commandLine();
        throw new ParameterException(
                self,
                "admin: which noun? " + String.join(", ", self.getSubcommands().keySet()));
    }
}
