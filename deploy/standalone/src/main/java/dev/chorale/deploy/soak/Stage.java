package dev.chorale.deploy.soak;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.chorale.deploy.client.ApiClient;
import dev.chorale.deploy.fault.FaultProxy;
import dev.chorale.deploy.launch.Console;
import dev.chorale.deploy.launch.Failure;
import dev.chorale.deploy.launch.Installation;
import dev.chorale.deploy.launch.SharedSettings;
import dev.chorale.deploy.soak.Arrows.Arrow;
import dev.chorale.deploy.soak.Arrows.To;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The installation that is put to the test: one of our own ({@link OwnStage}), or one that was found running. */
final class Stage implements AutoCloseable {
    private static final String ADMIN_KEY = "chorale.api.admin-key";
    private static final String LEASE = "chorale.worker.lease";
    private static final int MOST_VOICES = 2;
    private static final Duration USUAL_LEASE = Duration.ofSeconds(15);

    private final Installation installation;
    private final Parts parts;
    private final Circumstances circumstances;
    private final @Nullable Rig rig;

    /**
     * @param apis their addresses, in the order of their names
     * @param lease of its workers
     */
    record Circumstances(List<String> apis, Duration lease) {
        Circumstances {
            apis = List.copyOf(apis);
        }
    }

    /** @param rig null if the installation is not ours */
    Stage(Installation installation, Parts parts, Circumstances circumstances, @Nullable Rig rig) {
        this.installation = installation;
        this.parts = parts;
        this.circumstances = circumstances;
        this.rig = rig;
    }

    /**
     * An installation that {@code ./chorale up} keeps. What dies of it is started from here.
     *
     * @param data its data folder
     * @param pids its processes, as its ready line names them
     */
    static Stage found(Path data, List<String> apis, String pids, Console console) {
        Installation installation = Installation.beside(data, console);
        Parts parts = new Parts(name -> installation.start(name, Map.of()));
        JsonNode known = parsed(pids);
        for (String kind : List.of("api", "worker")) {
            for (int n = 0; n < known.path(kind).size(); n++) {
                parts.found(kind + "-" + (n + 1), known.path(kind).get(n).asLong());
            }
        }
        List.of("kafka", "postgres", "s3")
                .forEach(part -> parts.found(part, known.path(part).asLong()));
        if (parts.workers().isEmpty() || parts.apis().size() != apis.size()) {
            throw new Failure("--pids: expected an id for each address of --target, and those of workers");
        }
        Duration lease =
                installation.settings().find(LEASE).map(Duration::parse).orElse(USUAL_LEASE);
        return new Stage(installation, parts, new Circumstances(apis, lease), null);
    }

    private static JsonNode parsed(String pids) {
        try {
            JsonNode json = Caller.JSON.readTree(pids);
            return json.has("pids") ? json.path("pids") : json;
        } catch (JsonProcessingException notJson) {
            throw new Failure("--pids: expected the JSON of an up's ready line, or its pids", notJson);
        }
    }

    /** Calls to all APIs with the admin's key. */
    Caller caller() {
        return new Caller(circumstances.apis(), installation.settings().get(ADMIN_KEY));
    }

    /** The first API's address. */
    String url() {
        return circumstances.apis().getFirst();
    }

    /** Calls to that API with the admin's key. */
    ApiClient admin() {
        return new ApiClient(url(), installation.settings().get(ADMIN_KEY));
    }

    /** The engine of that name with voices of its own. */
    Speech speech(String engine) throws IOException, InterruptedException {
        List<String> voices = new ArrayList<>();
        String prefix = engine + "/";
        caller().get(0, "/v1/audio/voices").json().path("data").forEach(voice -> {
            String id = voice.path("id").asText();
            if (id.startsWith(prefix) && voices.size() < MOST_VOICES) {
                voices.add(id.substring(prefix.length()));
            }
        });
        if (voices.isEmpty()) {
            throw new Failure("--engine: " + engine + " has no voices there");
        }
        return new Speech.Other(engine, voices);
    }

    Parts parts() {
        return parts;
    }

    Duration lease() {
        return circumstances.lease();
    }

    /** Proxies and the engine, if the installation is ours. */
    Optional<Rig> rig() {
        return Optional.ofNullable(rig);
    }

    /** Only for faults of an installation of our own. */
    FaultProxy proxy(Arrow arrow) {
        return own().arrows().proxy(arrow);
    }

    /** Only for faults of an installation of our own. */
    Rig own() {
        return Objects.requireNonNull(rig, "the installation is not ours");
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
        int number = Integer.parseInt(worker.substring(worker.indexOf('-') + 1));
        return "http://127.0.0.1:" + installation.ports().worker(number) + "/q/metrics";
    }

    int receiverPort() {
        return installation.ports().receiver();
    }

    /** The receiver's address as callers give it. */
    String receiverUrl() {
        String address =
                rig().map(own -> own.arrows().address(Arrows.ALL, To.RECEIVER)).orElse("127.0.0.1:" + receiverPort());
        return "http://" + address + "/webhooks";
    }

    @Override
    public void close() throws IOException, InterruptedException {
        parts.thawAll();
        installation.stop();
        if (rig != null) {
            rig.close();
        }
    }
}
