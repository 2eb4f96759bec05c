package dev.chorale.deploy.soak;

import com.fasterxml.jackson.databind.JsonNode;
import dev.chorale.deploy.launch.Console;
import dev.chorale.deploy.launch.Failure;
import dev.chorale.deploy.launch.Installation;
import dev.chorale.deploy.launch.PortPlan;
import dev.chorale.deploy.launch.Size;
import dev.chorale.deploy.soak.Arrows.To;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** An installation of our own: two APIs, two workers, PostgreSQL, Kafka, S3, an engine, and a proxy on each connection. */
final class OwnStage {
    static final List<String> APIS = List.of("api-1", "api-2");
    static final List<String> WORKERS = List.of("worker-1", "worker-2");
    static final Duration LEASE = Duration.ofSeconds(3);

    /** How long an object may be without a row: longer than any try takes from its put to its commit. */
    private static final String ORPHANS_AFTER = "PT10S";

    private OwnStage() {}

    /** Starts everything and blocks until all is ready. */
    static Stage set(Path data, PortPlan ports, Speech speech, long seed, Console console)
            throws IOException, InterruptedException {
        Arrows arrows = Arrows.lay(APIS, WORKERS, ports);
        Map<String, String> ofAll = Map.of("kafka.bootstrap.servers", arrows.address(Arrows.ALL, To.KAFKA));
        Installation installation = Installation.claim(data, ports, new Size(0, 0), ofAll, console);
        Rig rig = new Rig(
                arrows,
                new SimulatorProcess(Arrows.enginePort(ports), seed, data.resolve("logs/simulator.log")),
                EdgyEngine.listenOn(Arrows.edgyPort(ports), seed));
        Map<String, Map<String, String>> settings = settings(arrows, speech);
        Objects.requireNonNull(settings.get(EdgyEngine.WORKER))
                .putAll(rig.edgy().settings());
        Parts parts = new Parts(name -> installation.start(name, settings.getOrDefault(name, Map.of())));
        List<String> urls = List.of("http://127.0.0.1:" + ports.api(1), "http://127.0.0.1:" + ports.api(2));
        Stage stage = new Stage(installation, parts, new Stage.Circumstances(urls, LEASE), rig);
        try {
            open(installation, parts, rig);
        } catch (Failure | InterruptedException | IOException failed) {
            stage.close();
            throw failed;
        }
        return stage;
    }

    private static void open(Installation installation, Parts parts, Rig rig) throws IOException, InterruptedException {
        rig.simulator().start();
        JsonNode started = Caller.JSON.readTree(installation.start()).path("pids");
        for (String part : List.of("postgres", "kafka", "s3")) {
            parts.found(part, started.path(part).asLong());
        }
        for (String service : Stream.concat(APIS.stream(), WORKERS.stream()).toList()) {
            parts.start(service);
        }
    }

    private static Map<String, Map<String, String>> settings(Arrows arrows, Speech speech) {
        Map<String, Map<String, String>> settings = new HashMap<>();
        for (String api : APIS) {
            Map<String, String> ofApi = new HashMap<>(arrows.settingsOf(api));
            ofApi.put("chorale.api.webhook.allow-private", "true");
            ofApi.put("chorale.api.housekeeping.every", "PT5S");
            ofApi.put("chorale.api.housekeeping.orphans-after", ORPHANS_AFTER);
            settings.put(api, ofApi);
        }
        for (String worker : WORKERS) {
            Map<String, String> ofWorker = new HashMap<>(arrows.settingsOf(worker));
            ofWorker.putAll(speech.settings(arrows.address(worker, To.ENGINE)));
            ofWorker.put("chorale.worker.lease", LEASE.toString());
            ofWorker.put("chorale.worker.slots", "8");
            settings.put(worker, ofWorker);
        }
        return settings;
    }
}
