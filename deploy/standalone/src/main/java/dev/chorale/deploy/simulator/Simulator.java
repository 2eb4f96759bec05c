package dev.chorale.deploy.simulator;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * The engine on its port: {@code POST /v1/audio/speech}, {@code GET /v1/audio/voices}, {@code GET /v1/models}, and beside
 * them {@code /control}, {@code /journal} and {@code /metrics}, which answer even while the engine plays dead.
 */
public final class Simulator implements AutoCloseable {
    private static final String JSON_TYPE = "application/json";
    private static final int KILLED = 137;

    private static final JsonMapper JSON = new JsonMapper();

    private final CallJournal journal = new CallJournal();
    private final SpeechDesk desk;
    private final Listener listener;

    /**
     * How an engine is started.
     *
     * @param port 0: one that is free
     * @param seed of the chance by which calls fail
     * @param timeScale seconds of the engine in one of ours, 1 or more makes it quick
     * @param voices the native names that it knows
     * @param machine by whose load curve it goes where it goes by one; 0: the article's own
     */
    public record Options(int port, long seed, double timeScale, List<String> voices, long machine) {
        public Options {
            if (!(timeScale > 0)) {
                throw new IllegalArgumentException("--time-scale: " + timeScale + " (expected more than 0)");
            }
            voices = List.copyOf(voices);
        }

        public Options(int port, long seed, double timeScale, List<String> voices) {
            this(port, seed, timeScale, voices, 0);
        }
    }

    private Simulator(Options options, Runnable kill) throws IOException {
        Fate fate = new Fate(new SplittableRandom(options.seed()));
        this.desk = new SpeechDesk(options, fate, journal, new SpeechDesk.Deaths() {
            @Override
            public void crash() {
                listener.resetAll();
            }

            @Override
            public void kill() {
                kill.run();
            }
        });
        this.listener = Listener.listenOn(options.port(), this::route);
    }

    /** Starts listening on 127.0.0.1. The mishap {@link Mishap#KILL} ends this process. */
    public static Simulator start(Options options) throws IOException {
        return start(options, () -> Runtime.getRuntime().halt(KILLED));
    }

    static Simulator start(Options options, Runnable kill) throws IOException {
        return new Simulator(options, kill);
    }

    public int port() {
        return listener.port();
    }

    /** How many calls have ended. */
    public long calls() {
        return journal.count();
    }

    /** From now on the engine behaves like this. */
    public void behave(Behaviour behaviour) {
        desk.behave(behaviour);
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    private void route(Exchange exchange) throws IOException, InterruptedException {
        switch (exchange.what()) {
            case "POST /control" -> control(exchange);
            case "GET /control" -> exchange.answer(200, JSON_TYPE, JSON.writeValueAsBytes(desk.behaviour()));
            case "GET /journal" -> journal(exchange);
            case "GET /metrics" -> exchange.answer(200, "text/plain", metrics());
            default -> serve(exchange);
        }
    }

    /** What only a living engine answers. */
    private void serve(Exchange exchange) throws IOException, InterruptedException {
        if (desk.isDown()) {
            exchange.reset();
            return;
        }
        switch (exchange.what()) {
            case "POST /v1/audio/speech" -> desk.speak(exchange);
            case "GET /v1/audio/voices" ->
                exchange.answer(200, JSON_TYPE, JSON.writeValueAsBytes(Map.of("voices", desk.voices())));
            case "GET /v1/models" -> exchange.answer(200, JSON_TYPE, models());
            case "GET /health" ->
                exchange.answer(200, JSON_TYPE, "{\"status\":\"ok\"}".getBytes(StandardCharsets.UTF_8));
            default ->
                exchange.answer(404, JSON_TYPE, SpeechDesk.error("not_found", "no such path: " + exchange.what()));
        }
    }

    private void control(Exchange exchange) throws IOException {
        try {
            control(JSON.readTree(exchange.body()));
            exchange.answer(200, JSON_TYPE, JSON.writeValueAsBytes(desk.behaviour()));
        } catch (IOException | IllegalArgumentException refused) {
            exchange.answer(
                    400, JSON_TYPE, SpeechDesk.error("invalid_request_error", String.valueOf(refused.getMessage())));
        }
    }

    /** Fields of {@link Behaviour}, and {@code next}, the mishaps of the next calls; {@code good} comes first of all. */
    private void control(JsonNode wanted) throws IOException {
        if (!(wanted instanceof ObjectNode patch)) {
            throw new IllegalArgumentException("body: no JSON object");
        }
        JsonNode good = patch.remove("good");
        JsonNode next = patch.remove("next");
        List<Mishap> ordered = next == null ? List.of() : JSON.convertValue(next, new TypeReference<>() {});
        boolean afresh = good != null && good.asBoolean();
        ObjectNode behaviour = JSON.valueToTree(afresh ? Behaviour.GOOD : desk.behaviour());
        behaviour.setAll(patch);
        desk.behave(JSON.treeToValue(behaviour, Behaviour.class));
        if (afresh) {
            desk.fate().forgive();
        }
        desk.fate().order(ordered);
    }

    private void journal(Exchange exchange) throws IOException {
        String after = exchange.parameter("after");
        List<CallJournal.Call> calls = journal.after(after.isEmpty() ? 0 : Long.parseLong(after));
        exchange.answer(200, JSON_TYPE, JSON.writeValueAsBytes(Map.of("calls", calls)));
    }

    private byte[] metrics() {
        StringBuilder text = new StringBuilder();
        text.append("simulator_calls_in_flight ").append(desk.inFlight()).append('\n');
        text.append("simulator_memory_percent ").append(desk.memoryPercent()).append('\n');
        text.append("simulator_up ").append(desk.isDown() ? 0 : 1).append('\n');
        journal.totals()
                .forEach((outcome, calls) -> text.append("simulator_calls_total{outcome=\"")
                        .append(outcome)
                        .append("\"} ")
                        .append(calls)
                        .append('\n'));
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] models() {
        try {
            return JSON.writeValueAsBytes(Map.of(
                    "object", "list", "data", List.of(Map.of("id", "sim", "object", "model", "owned_by", "chorale"))));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
