package dev.chorale.deploy.demo;

import dev.chorale.deploy.client.ApiClient;
import dev.chorale.deploy.launch.Console;
import dev.chorale.deploy.launch.Home;
import dev.chorale.deploy.launch.Installation;
import dev.chorale.deploy.launch.PlaceOptions;
import dev.chorale.deploy.launch.Size;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = "The whole path once, narrated: three texts become audio. Stays up unless --once.")
public final class DemoCommand implements Callable<Integer> {
    static final Size SIZE = new Size(1, 1);

    /** The receiver is on this machine; without this, Chorale calls no private address. */
    static final Map<String, String> SETTINGS = Map.of("chorale.api.webhook.allow-private", "true");

    @Mixin
    private PlaceOptions place = new PlaceOptions();

    @Option(names = "--once", description = "Stop everything at the end.")
    private boolean once;

    private final Console console;

    public DemoCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
        Installation installation = Installation.claim(place.data(), place.ports(), SIZE, SETTINGS, console);
        try (WebhookReceiver receiver = WebhookReceiver.listenOn(place.ports().receiver())) {
            show(installation, receiver);
            if (!once) {
                installation.stay();
            }
        } finally {
            installation.stop();
        }
        return 0;
    }

    private void show(Installation installation, WebhookReceiver receiver) throws InterruptedException {
        Narrator narrator = new Narrator(console, hasTerminal());
        narrator.title("Chorale: text in, audio out");
        Path data = installation.folder().root();
        narrator.step("start", "PostgreSQL, Kafka, S3, the API and a worker, in " + data);
        var unused = installation.start();
        narrator.step("ready", "the API answers at " + installation.url());
        Api api = new Api(
                new ApiClient(installation.url(), installation.settings().get("chorale.api.admin-key")));
        List<Path> files = new Tour(api, receiver, narrator, data.resolve("demo")).walk();
        if (!once) {
            sayHowToGoOn(narrator, installation);
        }
        narrator.title("The audio:");
        files.forEach(file -> narrator.line(file.toString()));
    }

    private void sayHowToGoOn(Narrator narrator, Installation installation) {
        narrator.title("Everything stays up until Ctrl-C. Go on in another terminal:");
        String data = installation.folder().root().equals(Home.defaultData())
                ? ""
                : " --data " + installation.folder().root();
        narrator.line("  ./chorale speak \"Good morning.\" -o morning.mp3" + data);
        narrator.line("  API        " + installation.url() + "/v1");
        narrator.line("  admin key  " + installation.folder().adminKeyFile());
        narrator.line("  logs       " + installation.folder().root().resolve("logs"));
    }

    private static boolean hasTerminal() {
        java.io.Console terminal = System.console();
        return terminal != null && terminal.isTerminal();
    }
}
