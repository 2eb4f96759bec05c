package dev.chorale.deploy.soak;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** What only an installation of our own has: proxies on every connection, and engines that do what they are told. */
final class Rig implements AutoCloseable {
    private final Arrows arrows;
    private final SimulatorProcess simulator;
    private final EdgyEngine edgy;
    private final Map<String, Integer> spoken = new HashMap<>();

    Rig(Arrows arrows, SimulatorProcess simulator, EdgyEngine edgy) {
        this.arrows = arrows;
        this.simulator = simulator;
        this.edgy = edgy;
    }

    Arrows arrows() {
        return arrows;
    }

    SimulatorProcess simulator() {
        return simulator;
    }

    EdgyEngine edgy() {
        return edgy;
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

    @Override
    public void close() throws IOException, InterruptedException {
        arrows.close();
        simulator.close();
        edgy.close();
    }
}
