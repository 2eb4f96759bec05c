package dev.chorale.deploy.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.chorale.deploy.client.ApiClient;
import dev.chorale.deploy.client.ApiPlace;
import dev.chorale.deploy.launch.Console;
import dev.chorale.deploy.launch.Failure;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "voices",
        mixinStandardHelpOptions = true,
        description = "The voices that the key's tenant made, newest first.")
final class VoicesCommand implements Callable<Integer> {
    private static final int SHOWN = 12;
    private static final Column NAME = Column.of("NAME", "name");
    private static final Column ID = Column.of("ID", "id");
    /** Its beginning tells versions apart. */
    private static final Column VERSION = new Column("VERSION", VoicesCommand::beginning);

    private static final Table LIST = Table.of(
            NAME,
            ID,
            Column.of("ENGINE", "engine"),
            Column.of("LANGUAGE", "language"),
            VERSION,
            Column.time("CREATED", "created_at"));

    @Mixin
    private final Desk desk;

    @Mixin
    private Most most = new Most();

    VoicesCommand(Desk desk) {
        this.desk = desk;
    }

    @Override
    public Integer call() throws InterruptedException {
        desk.list("/v1/voices", new Query(), most.rows(), LIST);
        return 0;
    }

    private static String beginning(JsonNode row) {
        String version = row.path("version").asText();
        return version.substring(0, Math.min(SHOWN, version.length()));
    }

    @Command(
            name = "import",
            mixinStandardHelpOptions = true,
            description = {
                "Makes the voices of a folder, for the key's tenant: uploads what is not there yet, makes new voices, and new"
                        + " versions of those that are others by now. Done again it changes nothing.",
                "DIR holds a folder for each voice, with a recording, a text of what is said there (prompt.txt, or named as the"
                        + " recording), and for GPT-SoVITS one *.ckpt and one *.pth; or a list, voices.csv or voices.json."
            })
    static final class Import implements Callable<Integer> {
        private static final Table DONE =
                Table.of(NAME, ID, VERSION, Column.of("DONE", "done"), Column.of("ERROR", "error"));

        @Mixin
        private final ApiPlace place;

        @Parameters(index = "0", paramLabel = "DIR", description = "The folder.")
        private Path folder = Path.of("");

        @Option(names = "--engine", paramLabel = "NAME", description = "The engine, unless a list names it.")
        private @Nullable String engine;

        @Option(
                names = "--language",
                paramLabel = "L",
                description = "The language of the texts, a BCP 47 tag, unless a list names it (default und).")
        private @Nullable String language;

        @Option(names = "--dry-run", description = "Only say what would be done.")
        private boolean dry;

        @Option(names = "--json", description = "One line of JSON for each voice, as soon as it is done.")
        private boolean json;

        private final Console console;

        Import(Console console, Map<String, String> environment) {
            this.console = console;
            this.place = new ApiPlace(environment);
        }

        @Override
        public Integer call() throws InterruptedException {
            List<Wish> wishes = Wishes.in(folder);
            ApiClient api = place.api();
            VoiceImport importing = new VoiceImport(
                    api,
                    new Shipping(api, console::say),
                    new VoiceImport.Defaults(Optional.ofNullable(engine), Optional.ofNullable(language), dry));
            List<JsonNode> rows = new ArrayList<>();
            for (Wish wish : wishes) {
                ObjectNode row = importing.done(wish);
                rows.add(row);
                if (json) {
                    console.result(row.toString());
                }
            }
            if (!json) {
                DONE.lines(rows).forEach(console::result);
            }
            return verdict(rows);
        }

        private static int verdict(List<JsonNode> rows) {
            long failed = rows.stream()
                    .filter(row -> row.path("done").asText().equals(VoiceImport.FAILED))
                    .count();
            if (failed > 0) {
                throw new Failure(failed + " of " + rows.size() + " voices were not imported");
            }
            return 0;
        }
    }
}
