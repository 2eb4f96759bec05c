package dev.chorale.deploy.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.chorale.deploy.client.ApiClient;
import dev.chorale.deploy.client.Patience;
import dev.chorale.deploy.client.Tenant;
import dev.chorale.deploy.launch.Installation;
import dev.chorale.deploy.simulator.Behaviour;
import dev.chorale.deploy.simulator.Simulator;
import dev.chorale.deploy.simulator.Simulator.Options;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** An API and a worker before simulated engines, of which some have one process and some have several. */
final class EngineStage implements AutoCloseable {
    private static final String WORKER = "worker-1";
    private static final String VOICE = "a";
    private static final JsonMapper JSON = new JsonMapper();

    private final Installation installation;
    private final Map<String, List<Simulator>> engines;
    private final Map<String, String> settings;
    private final Tenant admin;
    private long worker;

    private EngineStage(
            Installation installation,
            Map<String, List<Simulator>> engines,
            Map<String, String> settings,
            Tenant admin) {
        this.installation = installation;
        this.engines = engines;
        this.settings = settings;
        this.admin = admin;
    }

    /**
     * What an engine is.
     *
     * @param processes of it
     * @param atOnce calls to each process; 0: the worker has to find out
     * @param timeScale seconds of it in one of ours
     * @param machine by whose load curve it goes, if its behaviour is to follow one
     */
    record Engine(String name, int processes, int atOnce, Behaviour behaviour, double timeScale, long machine) {
        /** One whose calls all take the same time. */
        static Engine steady(String name, int processes, int atOnce, int callMs) {
            return new Engine(name, processes, atOnce, new Behaviour(callMs, 0, Map.of(), Map.of(), 0, 0, false), 1, 0);
        }
    }

    /** Starts everything and blocks until all is ready. */
    static EngineStage set(Installation installation, List<Engine> wanted) throws IOException, InterruptedException {
        Map<String, List<Simulator>> engines = new HashMap<>();
        Map<String, String> settings = new HashMap<>();
        for (Engine engine : wanted) {
            List<Simulator> processes = new ArrayList<>();
            for (int n = 0; n < engine.processes(); n++) {
                Simulator process =
                        Simulator.start(new Options(0, 1, engine.timeScale(), List.of(VOICE), engine.machine()));
                process.behave(engine.behaviour());
                processes.add(process);
            }
            engines.put(engine.name(), processes);
            settings.putAll(settings(engine, processes));
        }
        var unused = installation.start();
        ApiClient api =
                new ApiClient(installation.url(), installation.settings().get("chorale.api.admin-key"));
        EngineStage stage = new EngineStage(installation, engines, settings, new Tenant(api));
        stage.startWorker();
        return stage;
    }

    private static Map<String, String> settings(Engine engine, List<Simulator> processes) {
        String prefix = "chorale.worker.engines." + engine.name() + ".";
        String urls = String.join(",", processes.stream().map(EngineStage::url).toList());
        Map<String, String> settings = new HashMap<>(
                Map.of(prefix + "kind", "openai", prefix + "url", urls, prefix + "options.voices", VOICE));
        if (engine.atOnce() > 0) {
            settings.put(prefix + "max-concurrency", Integer.toString(engine.atOnce()));
        }
        return settings;
    }

    private static String url(Simulator process) {
        return "http://127.0.0.1:" + process.port();
    }

    private void startWorker() throws InterruptedException {
        worker = installation.start(WORKER, settings);
    }

    /** kill -9 of the worker, and its start. */
    void killWorker() throws InterruptedException {
        Installation.kill(worker);
        startWorker();
    }

    /** The calls to an engine so far, to all its processes. */
    Calls calls(String engine) throws InterruptedException {
        List<JsonNode> journals = new ArrayList<>();
        for (Simulator process : processes(engine)) {
            ApiClient direct = direct(process);
            journals.add(ApiClient.json(direct.send(direct.request("/journal"))).path("calls"));
        }
        return Calls.of(journals);
    }

    /** How many there are of them. */
    int count(String engine) {
        return processes(engine).stream()
                .mapToInt(process -> Math.toIntExact(process.calls()))
                .sum();
    }

    /** Blocks until there are so many. */
    void awaitCalls(String engine, int count) throws InterruptedException {
        Patience.await("call " + count + " of " + engine, () -> count(engine) >= count);
    }

    private List<Simulator> processes(String engine) {
        return engines.getOrDefault(engine, List.of());
    }

    /** Says a line past the queue, with an engine's first process. */
    byte[] speakDirectly(String engine, String format, String text) throws InterruptedException {
        ObjectNode body =
                JSON.createObjectNode().put("input", text).put("voice", VOICE).put("response_format", format);
        return direct(processes(engine).getFirst())
                .post("/v1/audio/speech", body)
                .body();
    }

    private static ApiClient direct(Simulator process) {
        return new ApiClient(url(process), "none");
    }

    /** A tenant that is not there yet. */
    Tenant tenant(String name) throws InterruptedException {
        return Tenant.create(installation.url(), admin.api(), name);
    }

    /** Returns the job's id. */
    String submit(String engine, String format, String text) throws InterruptedException {
        return admin.submit(voiceOf(engine), format, text);
    }

    /** The voice that each engine has. */
    static String voiceOf(String engine) {
        return engine + "/" + VOICE;
    }

    /** Blocks until the job has ended; fails unless it succeeded. Returns what the API says of it. */
    JsonNode await(String job) throws InterruptedException {
        return admin.await(job);
    }

    /** The texts of a job's segments, one after the other. */
    String spokenText(String job) throws InterruptedException {
        StringBuilder text = new StringBuilder();
        ApiClient.json(admin.api().send(admin.api().request("/v1/jobs/" + job + "/timings")))
                .path("segments")
                .forEach(segment -> text.append(segment.path("text").asText()));
        return text.toString();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        installation.stop();
        for (List<Simulator> processes : engines.values()) {
            for (Simulator process : processes) {
                process.close();
            }
        }
    }
}
