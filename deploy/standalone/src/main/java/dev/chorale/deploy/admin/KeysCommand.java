package dev.chorale.deploy.admin;

import dev.chorale.deploy.launch.Console;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "keys",
        mixinStandardHelpOptions = true,
        description = "The keys of all tenants, newest first, without what opens the door.")
final class KeysCommand implements Callable<Integer> {
    private static final Table LIST = Table.of(
            Column.of("ID", "id"),
            Column.of("TENANT", "tenant"),
            Column.of("ROLE", "role"),
            Column.time("CREATED", "created_at"),
            Column.time("REVOKED", "revoked_at"));
    private static final Table MADE = Table.of(Column.of("ID", "id"), Column.of("KEY", "key"));

    @Mixin
    private final Desk desk;

    @Mixin
    private Most most = new Most();

    KeysCommand(Desk desk) {
        this.desk = desk;
    }

    @Override
    public Integer call() throws InterruptedException {
        desk.list("keys", new Query(), most.rows(), LIST);
        return 0;
    }

    @Command(
            name = "create",
            mixinStandardHelpOptions = true,
            description = "Make a key for a tenant. It is shown now and never again.")
    static final class Create implements Callable<Integer> {
        @Mixin
        private final Desk desk;

        @Option(names = "--tenant", paramLabel = "T", required = true, description = "Whose: a name or an id.")
        private String tenant = "";

        @Option(names = "--role", paramLabel = "ROLE", required = true, description = "user or admin.")
        private String role = "";

        Create(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() throws InterruptedException {
            desk.post("keys", Map.of("tenant", tenant, "role", role), key -> desk.lines(MADE.card(key)));
            return 0;
        }
    }

    @Command(
            name = "delete",
            mixinStandardHelpOptions = true,
            description = "Revoke a key: every process refuses it within a second.")
    static final class Delete implements Callable<Integer> {
        @Mixin
        private final Desk desk;

        @Parameters(index = "0", paramLabel = "ID", description = "The key's id: key_….")
        private String id = "";

        private final Console console;

        Delete(Desk desk, Console console) {
            this.desk = desk;
            this.console = console;
        }

        @Override
        public Integer call() throws InterruptedException {
            desk.delete("keys/" + Query.segment(id));
            console.say("revoked " + id);
            return 0;
        }
    }
}
