package dev.chorale.deploy.soak;

import com.fasterxml.jackson.databind.JsonNode;
import dev.chorale.common.time.Pause;
import dev.chorale.deploy.fault.FaultProxy;
import dev.chorale.deploy.launch.Console;
import dev.chorale.deploy.launch.Failure;
import dev.chorale.deploy.launch.Installation;
import dev.chorale.deploy.launch.PortPlan;
import dev.chorale.deploy.launch.Size;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * The installation that is put to the test: two APIs, two workers, PostgreSQL, Kafka, S3, an engine. The workers reach
 * PostgreSQL, S3 and the engine through proxies, so that they can be cut off while the APIs are not.
 */
final class Stage implements AutoCloseable {
    static final List<String> APIS = List.of("api-1", "api-2");
    static final List<String> WORKERS = List.of("worker-1", "worker-2");
    static final Duration LEASE = Duration.ofSeconds(3);

    private static final int STARTS = 4;

    private final Installation installation;
    private final SimulatorProcess simulator;
    private final Map<Arrow, FaultProxy> arrows;
    private final Map<String, String> ofWorkers;
    private final Map<String, Long> pids = new HashMap<>();
    private final Map<String, Integer> spoken = new HashMap<>();

    /** A connection that goes through a proxy. */
    enum Arrow {
        WORKER_TO_POSTGRES,
        WORKER_TO_S3,
        WORKER_TO_ENGINE,
        /** From APIs and workers. */
        TO_KAFKA
    }

    private Stage(
            Installation installation,
            SimulatorProcess simulator,
            Map<Arrow, FaultProxy> arrows,
            Map<String, String> ofWorkers) {
        this.installation = installation;
        this.simulator = simulator;
        this.arrows = Map.copyOf(arrows);
        this.ofWorkers = Map.copyOf(ofWorkers);
    }

    /** Starts everything and blocks until all is ready. */
    static Stage set(Path data, PortPlan ports, Speech speech, long seed, Console console)
            throws IOException, InterruptedException {
        Map<String, String> ofAll = Map.of(
                "chorale.api.webhook.allow-private", "true", "kafka.bootstrap.servers", "127.0.0.1:" + ports.spare(4));
        Installation installation = Installation.claim(data, ports, new Size(APIS.size(), 0), ofAll, console);
        Map<Arrow, FaultProxy> arrows = Map.of(
                Arrow.WORKER_TO_POSTGRES, listen(ports.spare(2), ports.postgres()),
                Arrow.WORKER_TO_S3, listen(ports.spare(3), ports.s3()),
                Arrow.WORKER_TO_ENGINE, listen(ports.spare(1), ports.spare(0)),
                Arrow.TO_KAFKA, listen(ports.spare(4), ports.kafka()));
        SimulatorProcess simulator = new SimulatorProcess(ports.spare(0), seed, data.resolve("logs/simulator.log"));
        Stage stage = new Stage(installation, simulator, arrows, settings(arrows, speech));
        try {
            stage.open();
        } catch (Failure | InterruptedException | IOException failed) {
            stage.close();
            throw failed;
        }
        return stage;
    }

    private static FaultProxy listen(int port, int targetPort) {
        try {
            return FaultProxy.listenOn(port, targetPort);
        } catch (IOException taken) {
            throw new Failure("port " + port + " (for a proxy) is in use: choose others with --port-base", taken);
        }
    }

    private static Map<String, String> settings(Map<Arrow, FaultProxy> arrows, Speech speech) {
        Map<String, String> settings = new HashMap<>(speech.settings(port(arrows, Arrow.WORKER_TO_ENGINE)));
        settings.put("chorale.worker.lease", LEASE.toString());
        settings.put("chorale.worker.slots", "8");
        settings.put(
                "quarkus.datasource.jdbc.url",
                "jdbc:postgresql://127.0.0.1:" + port(arrows, Arrow.WORKER_TO_POSTGRES) + "/chorale");
        settings.put("chorale.s3.url", "http://127.0.0.1:" + port(arrows, Arrow.WORKER_TO_S3));
        return settings;
    }

    private static int port(Map<Arrow, FaultProxy> arrows, Arrow arrow) {
        FaultProxy proxy = arrows.get(arrow);
        return proxy == null ? 0 : proxy.port();
    }

    private void open() throws InterruptedException, IOException {
        simulator.start();
        JsonNode started = Caller.JSON.readTree(installation.start()).path("pids");
        IntStream.range(0, APIS.size())
                .forEach(n -> pids.put(APIS.get(n), started.path("api").get(n).asLong()));
        List.of("kafka", "postgres", "s3")
                .forEach(part -> pids.put(part, started.path(part).asLong()));
        for (String worker : WORKERS) {
            start(worker);
        }
    }

    /** Calls to both APIs with the admin's key. */
    Caller caller() {
        PortPlan ports = installation.ports();
        return new Caller(
                List.of("http://127.0.0.1:" + ports.api(1), "http://127.0.0.1:" + ports.api(2)),
                installation.settings().get("chorale.api.admin-key"));
    }

    /** PostgreSQL, past the proxies. */
    String jdbcUrl() {
        return installation.settings().get("quarkus.datasource.jdbc.url") + "?user=postgres";
    }

    /** Where its parts keep their data and logs. */
    Path data() {
        return installation.folder().root();
    }

    /** The metrics of a worker. */
    String metricsOf(String worker) {
        int number = WORKERS.indexOf(worker) + 1;
        return "http://127.0.0.1:" + installation.ports().worker(number) + "/q/metrics";
    }

    int receiverPort() {
        return installation.ports().receiver();
    }

    SimulatorProcess simulator() {
        return simulator;
    }

    FaultProxy proxy(Arrow arrow) {
        return Objects.requireNonNull(arrows.get(arrow));
    }

    /** Remembers the engine's calls so far: its journal dies with it. */
    void keepCalls(Caller caller) throws IOException, InterruptedException {
        for (JsonNode call : caller.journal(simulator.url())) {
            if (call.path("outcome").asText().equals("spoken")) {
                spoken.merge(call.path("sha256").asText(), 1, Integer::sum);
            }
        }
    }

    /** How often the engine spoke each sound, by digest, as far as it was kept. */
    Map<String, Integer> spoken() {
        return Map.copyOf(spoken);
    }

    long pid(String name) {
        return Objects.requireNonNull(pids.get(name), name);
    }

    /** kill -9, and waits until it is gone. */
    void kill(String name) {
        ProcessHandle.of(pid(name)).ifPresent(process -> {
            process.destroyForcibly();
            process.onExit().orTimeout(10, TimeUnit.SECONDS).join();
        });
    }

    /** SIGSTOP. */
    void freeze(String name) throws InterruptedException {
        signal("STOP", pid(name));
    }

    /** SIGCONT. */
    void thaw(String name) throws InterruptedException {
        signal("CONT", pid(name));
    }

    /** Starts what died, by the recipe of the command {@code start}. */
    void start(String name) throws InterruptedException {
        for (int n = 1; ; n++) {
            try {
                pids.put(name, installation.start(name, WORKERS.contains(name) ? ofWorkers : Map.of()));
                return;
            } catch (Failure failure) {
                // PostgreSQL refuses to start while a process of the one before still has its memory.
                if (n == STARTS) {
                    throw failure;
                }
                Pause.system().of(Duration.ofSeconds(1));
            }
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        for (String name : pids.keySet()) {
            thaw(name);
        }
        installation.stop();
        for (FaultProxy proxy : arrows.values()) {
            proxy.close();
        }
        simulator.close();
    }

    private static void signal(String signal, long pid) throws InterruptedException {
        try {
            Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(pid))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            kill.waitFor();
        } catch (IOException noKill) {
            throw new Failure("kill cannot be run", noKill);
        }
    }
}
