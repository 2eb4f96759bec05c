package dev.chorale.deploy.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.chorale.common.time.Pause;
import dev.chorale.deploy.client.ApiClient;
import dev.chorale.deploy.launch.Failure;
import dev.chorale.deploy.launch.Installation;
import dev.chorale.deploy.simulator.Behaviour;
import dev.chorale.deploy.simulator.Simulator;
import dev.chorale.deploy.simulator.Simulator.Options;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** An API and a worker before simulated engines, of which some have one process and some have several. */
final class EngineStage implements AutoCloseable {
    private static final String WORKER = "worker-1";
    private static final String VOICE = "a";
    private static final String JOB = "/v1/jobs/";
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);
    private static final Duration LONGEST = Duration.ofMinutes(30);
    private static final JsonMapper JSON = new JsonMapper();

    private final Installation installation;
    private final Map<String, List<Simulator>> engines;
    private final Map<String, String> settings;
    private final ApiClient api;
    private long worker;

    private EngineStage(
            Installation installation,
            Map<String, List<Simulator>> engines,
            Map<String, String> settings,
            ApiClient api) {
        this.installation = installation;
        this.engines = engines;
        this.settings = settings;
        this.api = api;
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
                Simulator process = Simulator.start(new Options(0, 1, 1, List.of(VOICE)));
                process.behave(new Behaviour(engine.callMs(), 0, Map.of(), Map.of(), 0, 0, false));
                processes.add(process);
            }
            engines.put(engine.name(), processes);
            settings.putAll(settings(engine, processes));
        }
        var unused = installation.start();
        ApiClient api =
                new ApiClient(installation.url(), installation.settings().get("chorale.api.admin-key"));
        EngineStage stage = new EngineStage(installation, engines, settings, api);
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
                VOICE);
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
        await("call " + count + " of " + engine, () -> count(engine) >= count);
    }

    private List<Simulator> processes(String engine) {
        return engines.getOrDefault(engine, List.of());
    }

    /** Says a line past the queue, with an engine's first process. */
    byte[] speakDirectly(String engine, String format, String text) throws InterruptedException {
        ObjectNode body =
                JSON.createObjectNode().put("input", text).put("voice", VOICE).put("response_format", format);
        return post(direct(processes(engine).getFirst()), "/v1/audio/speech", body)
                .body();
    }

    private static ApiClient direct(Simulator process) {
        return new ApiClient(url(process), "none");
    }

    /** A tenant that is not there yet. */
    ApiClient tenant(String name) throws InterruptedException {
        var unused = post(api, "/v1/admin/tenants", JSON.createObjectNode().put("name", name));
        ObjectNode wanted = JSON.createObjectNode().put("tenant", name).put("role", "user");
        return new ApiClient(
                installation.url(),
                ApiClient.json(post(api, "/v1/admin/keys", wanted)).path("key").asText());
    }

    /** Returns the job's id. */
    String submit(String engine, String format, String text) throws InterruptedException {
        return submit(api, engine, format, text);
    }

    String submit(ApiClient tenant, String engine, String format, String text) throws InterruptedException {
        ObjectNode body = JSON.createObjectNode()
                .put("input", text)
                .put("voice", engine + "/" + VOICE)
                .put("format", format);
        return ApiClient.json(post(tenant, "/v1/synthesis-jobs", body))
                .path("id")
                .asText();
    }

    private static HttpResponse<byte[]> post(ApiClient to, String path, ObjectNode body) throws InterruptedException {
        return to.send(to.request(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.toString())));
    }

    /** Blocks until the job has ended; fails unless it succeeded. Returns what the API says of it. */
    JsonNode await(String job) throws InterruptedException {
        return await(api, job);
    }

    JsonNode await(ApiClient tenant, String job) throws InterruptedException {
        await("the end of " + job, () -> seen(tenant, job).hasNonNull("finished_at"));
        JsonNode ended = seen(tenant, job);
        if (!ended.path("state").asText().equals("succeeded")) {
            throw new Failure("job " + job + " ended as " + ended);
        }
        return ended;
    }

    private static JsonNode seen(ApiClient tenant, String job) throws InterruptedException {
        return ApiClient.json(tenant.send(tenant.request(JOB + job)));
    }

    /** What is waited for. */
    @FunctionalInterface
    private interface Condition {
        boolean holds() throws InterruptedException;
    }

    private static void await(String what, Condition condition) throws InterruptedException {
        long until = System.nanoTime() + LONGEST.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > until) {
                throw new Failure(what + " did not come within " + LONGEST.toMinutes() + " min");
            }
            Pause.system().of(BETWEEN_LOOKS);
        }
    }

    /** The texts of a job's segments, one after the other. */
    String spokenText(String job) throws InterruptedException {
        StringBuilder text = new StringBuilder();
        ApiClient.json(api.send(api.request(JOB + job + "/timings")))
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
