package dev.chorale.deploy.soak;

import com.fasterxml.jackson.databind.JsonNode;
import dev.chorale.common.time.Pause;
import dev.chorale.deploy.fault.FaultProxy;
import dev.chorale.deploy.launch.Console;
import dev.chorale.deploy.launch.Failure;
import dev.chorale.deploy.launch.Installation;
import dev.chorale.deploy.launch.PortPlan;
import dev.chorale.deploy.launch.SharedSettings;
import dev.chorale.deploy.launch.Size;
import dev.chorale.deploy.soak.Arrows.Arrow;
import dev.chorale.deploy.soak.Arrows.To;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The installation that is put to the test: two APIs, two workers, PostgreSQL, Kafka, S3, an engine. Every connection goes
 * through a proxy. Used by several threads: a fault takes the part that it breaks for itself.
 */
final class Stage implements AutoCloseable {
    static final List<String> APIS = List.of("api-1", "api-2");
    static final List<String> WORKERS = List.of("worker-1", "worker-2");
    static final Duration LEASE = Duration.ofSeconds(3);

    /** How long an object may be without a row: longer than any try takes from its put to its commit. */
    static final Duration ORPHANS_AFTER = Duration.ofSeconds(30);

    private static final int STARTS = 4;
    private static final List<String> PARTS = List.of("postgres", "kafka", "s3");

    private final Installation installation;
    private final SimulatorProcess simulator;
    private final Arrows arrows;
    private final Map<String, Map<String, String>> settings;
    private final Map<String, Long> pids = new ConcurrentHashMap<>();
    private final Map<String, ReentrantLock> locks = new ConcurrentHashMap<>();
    private final Map<String, Integer> spoken = new HashMap<>();

    private Stage(
            Installation installation,
            SimulatorProcess simulator,
            Arrows arrows,
            Map<String, Map<String, String>> settings) {
        this.installation = installation;
        this.simulator = simulator;
        this.arrows = arrows;
        this.settings = Map.copyOf(settings);
    }

    /** Starts everything and blocks until all is ready. */
    static Stage set(Path data, PortPlan ports, Speech speech, long seed, Console console)
            throws IOException, InterruptedException {
        Arrows arrows = Arrows.lay(APIS, WORKERS, ports);
        Map<String, String> ofAll = Map.of("kafka.bootstrap.servers", arrows.address(Arrows.ALL, To.KAFKA));
        Installation installation = Installation.claim(data, ports, new Size(0, 0), ofAll, console);
        SimulatorProcess simulator =
                new SimulatorProcess(Arrows.enginePort(ports), seed, data.resolve("logs/simulator.log"));
        Stage stage = new Stage(installation, simulator, arrows, settings(arrows, speech));
        try {
            stage.open();
        } catch (Failure | InterruptedException | IOException failed) {
            stage.close();
            throw failed;
        }
        return stage;
    }

    private static Map<String, Map<String, String>> settings(Arrows arrows, Speech speech) {
        Map<String, Map<String, String>> settings = new HashMap<>();
        for (String api : APIS) {
            Map<String, String> ofApi = new HashMap<>(arrows.settingsOf(api));
            ofApi.put("chorale.api.webhook.allow-private", "true");
            ofApi.put("chorale.api.housekeeping.every", "PT5S");
            ofApi.put("chorale.api.housekeeping.orphans-after", ORPHANS_AFTER.toString());
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

    private void open() throws InterruptedException, IOException {
        simulator.start();
        JsonNode started = Caller.JSON.readTree(installation.start()).path("pids");
        PARTS.forEach(part -> pids.put(part, started.path(part).asLong()));
        for (String service : Stream.concat(APIS.stream(), WORKERS.stream()).toList()) {
            start(service);
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

    /** What the installation was told, such as where its object store is. */
    SharedSettings settings() {
        return installation.settings();
    }

    /** The metrics of a worker. */
    String metricsOf(String worker) {
        int number = WORKERS.indexOf(worker) + 1;
        return "http://127.0.0.1:" + installation.ports().worker(number) + "/q/metrics";
    }

    int receiverPort() {
        return installation.ports().receiver();
    }

    /** The receiver's address as callers give it. */
    String receiverUrl() {
        return "http://" + arrows.address(Arrows.ALL, To.RECEIVER) + "/webhooks";
    }

    SimulatorProcess simulator() {
        return simulator;
    }

    FaultProxy proxy(Arrow arrow) {
        return arrows.proxy(arrow);
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

    /** A part that one fault has for itself. */
    record Hold(String name, ReentrantLock lock) implements AutoCloseable {
        @Override
        public void close() {
            lock.unlock();
        }
    }

    /** Takes one of these parts, preferably one that no other fault has; blocks if all are taken. */
    Hold take(List<String> names, RandomGenerator random) throws InterruptedException {
        int first = random.nextInt(names.size());
        for (int i = 0; i < names.size(); i++) {
            String name = names.get((first + i) % names.size());
            ReentrantLock lock = lock(name);
            if (lock.tryLock()) {
                return new Hold(name, lock);
            }
        }
        String name = names.get(first);
        lock(name).lockInterruptibly();
        return new Hold(name, lock(name));
    }

    private ReentrantLock lock(String name) {
        return locks.computeIfAbsent(name, n -> new ReentrantLock());
    }

    long pid(String name) {
        return Objects.requireNonNull(pids.get(name), name);
    }

    /** The processes of the services that run now, by name. */
    Map<String, Long> services() {
        return pids.entrySet().stream()
                .filter(entry -> !PARTS.contains(entry.getKey()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** kill -9, and waits until it is gone. */
    void kill(String name) {
        ProcessHandle.of(pid(name)).ifPresent(process -> {
            process.destroyForcibly();
            process.onExit().orTimeout(10, TimeUnit.SECONDS).join();
        });
    }

    /** SIGSTOP, of its children too. */
    void freeze(String name) throws InterruptedException {
        signal("STOP", name);
    }

    /** SIGCONT, of its children too. */
    void thaw(String name) throws InterruptedException {
        signal("CONT", name);
    }

    /** Starts what died, by the recipe of the command {@code start}. */
    void start(String name) throws InterruptedException {
        for (int n = 1; ; n++) {
            try {
                pids.put(name, installation.start(name, settings.getOrDefault(name, Map.of())));
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
        arrows.close();
        simulator.close();
    }

    private void signal(String signal, String name) throws InterruptedException {
        List<String> command = new ArrayList<>(List.of("kill", "-" + signal, Long.toString(pid(name))));
        ProcessHandle.of(pid(name)).stream()
                .flatMap(ProcessHandle::descendants)
                .forEach(child -> command.add(Long.toString(child.pid())));
        try {
            Process kill = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            kill.waitFor();
        } catch (IOException noKill) {
            throw new Failure("kill cannot be run", noKill);
        }
    }
}
