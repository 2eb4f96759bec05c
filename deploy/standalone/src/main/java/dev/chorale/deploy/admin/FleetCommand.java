package dev.chorale.deploy.admin;

import dev.chorale.deploy.launch.Console;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** What runs, what it speaks with, and what waits for it. */
final class FleetCommand {
    private static final Table WORKERS = Table.of(
            Column.of("ID", "id"),
            Column.of("HOST", "host"),
            Column.of("PID", "pid"),
            Column.of("ENGINES", "engines"),
            Column.of("SLOTS", "slots"),
            Column.of("RUNNING", "running"),
            Column.of("ALIVE", "alive"),
            Column.time("STARTED", "started_at"));
    private static final Table ENGINES = Table.of(
            Column.of("NAME", "name"),
            Column.of("KIND", "kind"),
            Column.of("BUILD", "build"),
            Column.count("VOICES", "voices"),
            Column.time("REGISTERED", "registered_at"));
    private static final Table LANES = Table.of(
            Column.of("LANE", "name"),
            Column.of("QUEUED", "queued"),
            Column.of("RUNNING", "running"),
            Column.of("RETRYING", "retrying"),
            new Column(
                    "OLDEST",
                    row -> row.has("oldest_seconds")
                            ? row.path("oldest_seconds").asText() + " s"
                            : ""));

    private FleetCommand() {}

    @Command(name = "workers", mixinStandardHelpOptions = true, description = "The workers and what they hold.")
    static final class Workers implements Callable<Integer> {
        @Mixin
        private final Desk desk;

        Workers(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() throws InterruptedException {
            desk.whole("workers?limit=200", WORKERS);
            return 0;
        }
    }

    @Command(name = "engines", mixinStandardHelpOptions = true, description = "The engines that workers registered.")
    static final class Engines implements Callable<Integer> {
        @Mixin
        private final Desk desk;

        Engines(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() throws InterruptedException {
            desk.whole("engines?limit=200", ENGINES);
            return 0;
        }
    }

    @Command(
            name = "forget",
            mixinStandardHelpOptions = true,
            description = "Forget how many calls at once its processes died of: they may be tried again.")
    static final class Forget implements Callable<Integer> {
        @Mixin
        private final Desk desk;

        @Parameters(index = "0", paramLabel = "NAME", description = "The engine's name.")
        private String name = "";

        private final Console console;

        Forget(Desk desk, Console console) {
            this.desk = desk;
            this.console = console;
        }

        @Override
        public Integer call() throws InterruptedException {
            desk.delete("engines/" + Query.segment(name) + "/limits");
            console.say("forgot the limits of " + name);
            return 0;
        }
    }

    @Command(
            name = "lanes",
            mixinStandardHelpOptions = true,
            description = "The lanes: runs that wait or run, and the age of the oldest.")
    static final class Lanes implements Callable<Integer> {
        @Mixin
        private final Desk desk;

        Lanes(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() throws InterruptedException {
            desk.whole("lanes", LANES);
            return 0;
        }
    }
}
