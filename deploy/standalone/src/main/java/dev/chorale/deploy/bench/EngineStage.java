package dev.chorale.deploy.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.chorale.deploy.launch.Failure;
import dev.chorale.deploy.launch.Installation;
import dev.chorale.deploy.simulator.Behaviour;
import dev.chorale.deploy.simulator.Simulator;
import dev.chorale.deploy.simulator.Simulator.Options;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** An API and a worker before simulated engines, of which some have one process and some have several. */
final class EngineStage implements AutoCloseable {
    private static final String WORKER = "worker-1";
    private static final String JOBS = "/v1/synthesis-jobs";
    private static final String JOB = "/v1/jobs/";
    private static final JsonMapper JSON = new JsonMapper();

    private final Installation installation;
    private final Map<String, List<Simulator>> engines;
    private final Map<String, String> settings;
    private final Load load;
    private long worker;

    private EngineStage(
            Installation installation, Map<String, List<Simulator>> engines, Map<String, String> settings, Load load) {
        this.installation = installation;
        this.engines = engines;
        this.settings = settings;
        this.load = load;
    }

    /**
     * What an engine is.
     *
     * @param processes of it
     * @param atOnce calls to each process
     * @param callMs how long each takes
     */
    record Engine(String name, int processes, int atOnce, int callMs) {}

    /** Starts everything and blocks until all is ready. */
    static EngineStage set(Installation installation, List<Engine> wanted) throws IOException, InterruptedException {
        Map<String, List<Simulator>> engines = new HashMap<>();
        Map<String, String> settings = new HashMap<>();
        for (Engine engine : wanted) {
            List<Simulator> processes = new ArrayList<>();
            for (int n = 0; n < engine.processes(); n++) {
                Simulator process = Simulator.start(new Options(0, 1, 1, List.of("a")));
                process.behave(new Behaviour(engine.callMs(), 0, Map.of(), Map.of(), 0, 0, false));
                processes.add(process);
            }
            engines.put(engine.name(), processes);
            settings.putAll(settings(engine, processes));
        }
        var unused = installation.start();
        Load load = new Load(installation.url(), installation.settings().get("chorale.api.admin-key"));
        EngineStage stage = new EngineStage(installation, engines, settings, load);
        stage.startWorker();
        return stage;
    }

    private static Map<String, String> settings(Engine engine, List<Simulator> processes) {
        String prefix = "chorale.worker.engines." + engine.name() + ".";
        String urls = String.join(",", processes.stream().map(EngineStage::url).toList());
        return Map.of(
                prefix + "kind",
                "openai",
                prefix + "url",
                urls,
                prefix + "max-concurrency",
                Integer.toString(engine.atOnce()),
                prefix + "options.voices",
                "a");
    }

    private static String url(Simulator process) {
        return "http://127.0.0.1:" + process.port();
    }

    private void startWorker() throws InterruptedException {
        worker = installation.start(WORKER, settings);
    }

    /** kill -9 of the worker, and its start. */
    void killWorker() throws InterruptedException {
        ProcessHandle.of(worker).ifPresent(process -> {
            process.destroyForcibly();
            process.onExit().orTimeout(10, TimeUnit.SECONDS).join();
        });
        startWorker();
    }

    /** The calls to an engine so far, to all its processes. */
    Calls calls(String engine) throws InterruptedException {
        List<JsonNode> journals = new ArrayList<>();
        for (Simulator process : engines.getOrDefault(engine, List.of())) {
            journals.add(json(load.get(url(process) + "/journal")).path("calls"));
        }
        return Calls.of(journals);
    }

    /** The address of an engine's first process. */
    String addressOf(String engine) {
        return url(engines.getOrDefault(engine, List.of()).getFirst());
    }

    Load load() {
        return load;
    }

    /** Returns the job's id. */
    String submit(String engine, String format, String text) throws InterruptedException, IOException {
        String body = JSON.createObjectNode()
                .put("voice", engine + "/a")
                .put("format", format)
                .put("input", text)
                .toString();
        HttpResponse<byte[]> answer = load.send(JOBS, body);
        JsonNode job = json(answer);
        if (answer.statusCode() != 202) {
            throw new Failure("a job was refused: " + job);
        }
        return job.path("id").asText();
    }

    /** Blocks until the job has ended; fails unless it succeeded. Returns what the API says of it. */
    JsonNode await(String job) throws InterruptedException {
        while (true) {
            JsonNode seen = json(load.get(installation.url() + JOB + job));
            switch (seen.path("state").asText()) {
                case "succeeded" -> {
                    return seen;
                }
                case "failed", "cancelled", "expired" -> throw new Failure("job " + job + " ended as " + seen);
                default -> TimeUnit.MILLISECONDS.sleep(500);
            }
        }
    }

    /** The texts of a job's segments, one after the other. */
    String spokenText(String job) throws InterruptedException {
        StringBuilder text = new StringBuilder();
        json(load.get(installation.url() + JOB + job + "/timings"))
                .path("segments")
                .forEach(segment -> text.append(segment.path("text").asText()));
        return text.toString();
    }

    private static JsonNode json(HttpResponse<byte[]> answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (IOException notJson) {
            throw new Failure(answer.uri() + " did not answer with JSON", notJson);
        }
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
