package dev.chorale.deploy.admin;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "tenants", mixinStandardHelpOptions = true, description = "The tenants, newest first.")
final class TenantsCommand implements Callable<Integer> {
    private static final Table TABLE =
            Table.of(Column.of("ID", "id"), Column.of("NAME", "name"), Column.time("CREATED", "created_at"));

    @Mixin
    private final Desk desk;

    @Mixin
    private Most most = new Most();

    TenantsCommand(Desk desk) {
        this.desk = desk;
    }

    @Override
    public Integer call() throws InterruptedException {
        desk.list("tenants", new Query(), most.rows(), TABLE);
        return 0;
    }

    @Command(name = "create", mixinStandardHelpOptions = true, description = "Make a tenant.")
    static final class Create implements Callable<Integer> {
        @Mixin
        private final Desk desk;

        @Parameters(index = "0", paramLabel = "NAME", description = "What it is called; taken once.")
        private String name = "";

        Create(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() throws InterruptedException {
            desk.post("tenants", Map.of("name", name), tenant -> desk.lines(TABLE.card(tenant)));
            return 0;
        }
    }
}
