package dev.chorale.worker;

import dev.chorale.worker.claim.Renderer;
import dev.chorale.worker.claim.ServedEngine;
import dev.chorale.worker.settle.Builds;
import dev.chorale.worker.settle.Outcome;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

@Singleton
final class Engines {
    private final WorkerSettings settings;

    Engines(WorkerSettings settings) {
        this.settings = settings;
    }

    static Map<String, String> named(WorkerSettings settings) {
        Map<String, String> named = new TreeMap<>();
        settings.engines().forEach((name, engine) -> named.put(name, engine.kind()));
        return named.isEmpty() ? Map.of("espeak", "espeak") : named;
    }

    List<ServedEngine> start() {
        Renderer none = (utterance, progress) -> new Outcome.Trouble("engine_failed", true, "no engine");
        return named(settings).entrySet().stream()
                .map(e -> new ServedEngine(e.getKey(), e.getValue(), new Builds("none", "none"), "[]", none))
                .toList();
    }
}
