package dev.chorale.worker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.chorale.worker.claim.ServedEngine;
import dev.chorale.worker.engine.EngineCard;
import dev.chorale.worker.engine.EngineVoice;
import dev.chorale.worker.engine.SpeechEngine;
import dev.chorale.worker.engine.espeak.EspeakEngine;
import dev.chorale.worker.settle.Builds;
import dev.chorale.worker.speak.AudioCheck;
import dev.chorale.worker.speak.Encoder;
import dev.chorale.worker.speak.Speaker;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Opens the engines that the settings name. */
@Singleton
final class Engines {
    private static final String ESPEAK = "espeak";
    private static final int SEGMENTS_AT_ONCE = 4;
    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private final WorkerSettings settings;
    private final WorkDir workDir;
    private final MeterRegistry meters;

    Engines(WorkerSettings settings, WorkDir workDir, MeterRegistry meters) {
        this.settings = settings;
        this.workDir = workDir;
        this.meters = meters;
    }

    /** The engines' kinds by name. */
    static Map<String, String> named(WorkerSettings settings) {
        Map<String, String> named = new TreeMap<>();
        settings.engines().forEach((name, engine) -> named.put(name, engine.kind()));
        return named.isEmpty() ? Map.of(ESPEAK, ESPEAK) : named;
    }

    /**
     * Asks each engine for its build and voices; blocks for a few seconds.
     *
     * @throws IllegalStateException if one of them is not there
     */
    List<ServedEngine> open() throws InterruptedException {
        Encoder encoder = Encoder.open("ffmpeg", workDir.path());
        List<ServedEngine> served = new ArrayList<>();
        for (Map.Entry<String, String> named : named(settings).entrySet()) {
            served.add(serve(open(named.getKey(), named.getValue()), encoder));
        }
        return served;
    }

    private SpeechEngine open(String name, String kind) throws InterruptedException {
        if (!kind.equals(ESPEAK)) {
            throw new IllegalArgumentException(
                    "chorale.worker.engines." + name + ".kind: " + kind + " (expected " + ESPEAK + ")");
        }
        return EspeakEngine.open(name, "espeak-ng", "ffmpeg", settings.slots());
    }

    private ServedEngine serve(SpeechEngine opened, Encoder encoder) {
        EngineCard card = opened.card();
        SpeechEngine engine = new BoundedEngine(opened, meters.timer("chorale.engine.call", "engine", card.name()));
        meters.counter("chorale.engine.calls", "engine", card.name());
        Speaker speaker = new Speaker(encoder, new AudioCheck(), this::count, SEGMENTS_AT_ONCE);
        return new ServedEngine(
                card.name(),
                card.kind(),
                new Builds(card.build(), speaker.encoderBuild()),
                json(card.voices()),
                new SpeakingRenderer(speaker, engine));
    }

    private void count(String engine) {
        meters.counter("chorale.engine.calls", "engine", engine).increment();
    }

    private static String json(List<EngineVoice> voices) {
        try {
            return JSON.writeValueAsString(voices.stream()
                    .map(voice -> Map.of(
                            "name", voice.nativeName(),
                            "language", voice.language(),
                            "display", voice.displayName()))
                    .toList());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
