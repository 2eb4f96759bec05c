package dev.chorale.deploy.demo;

import dev.chorale.deploy.client.ApiClient;
import dev.chorale.deploy.launch.Console;
import dev.chorale.deploy.launch.Installation;
import dev.chorale.deploy.launch.PortPlan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
        name = "rehearse",
        hidden = true,
        mixinStandardHelpOptions = true,
        description =
                "Walks the demo's way once and keeps what the JVMs learned of it, so that later starts are quick.")
public final class RehearseCommand implements Callable<Integer> {
    private final Console console;

    public RehearseCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException, IOException {
        PortPlan ports = PortPlan.free();
        Installation installation = Installation.rehearsal(ports, DemoCommand.SIZE, DemoCommand.SETTINGS, console);
        try (WebhookReceiver receiver = WebhookReceiver.listenOn(ports.receiver())) {
            console.say("  spoke " + walk(installation, receiver).size() + " texts");
        } finally {
            installation.stop();
        }
        installation.keepWhatWasLearned();
        return 0;
    }

    private List<Path> walk(Installation installation, WebhookReceiver receiver) throws InterruptedException {
        var unused = installation.start();
        Api api = new Api(
                new ApiClient(installation.url(), installation.settings().get("chorale.api.admin-key")));
        Path files = installation.folder().root().resolve("audio");
        return new Tour(api, receiver, new Narrator(console, false), files).walk();
    }
}
