package dev.chorale.worker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.chorale.common.speech.Skill;
import dev.chorale.worker.WorkerSettings.Engine;
import dev.chorale.worker.claim.ServedEngine;
import dev.chorale.worker.engine.EngineCard;
import dev.chorale.worker.engine.EngineTime;
import dev.chorale.worker.engine.EngineVoice;
import dev.chorale.worker.engine.SpeechEngine;
import dev.chorale.worker.engine.TenantFiles;
import dev.chorale.worker.keep.SegmentKeeper;
import dev.chorale.worker.limit.Limits;
import dev.chorale.worker.settle.Builds;
import dev.chorale.worker.speak.AudioCheck;
import dev.chorale.worker.speak.Encoder;
import dev.chorale.worker.speak.Speaker;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Opens the engines that the settings name. */
@Singleton
final class Engines {
    private static final int SEGMENTS_AT_ONCE = 16;
    private static final String FFMPEG = "ffmpeg";
    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private final WorkerSettings settings;
    private final WorkDir workDir;
    private final MeterRegistry meters;
    private final EngineTime time;
    private final Limits limits;
    private final SegmentKeeper keeper;
    private final TenantFiles files;

    Engines(
            WorkerSettings settings,
            WorkDir workDir,
            MeterRegistry meters,
            EngineTime time,
            Limits limits,
            SegmentKeeper keeper,
            TenantFiles files) {
        this.settings = settings;
        this.workDir = workDir;
        this.meters = meters;
        this.time = time;
        this.limits = limits;
        this.keeper = keeper;
        this.files = files;
    }

    /** The engines' kinds by name. */
    static Map<String, String> named(WorkerSettings settings) {
        Map<String, String> named = new TreeMap<>();
        settings.engines().forEach((name, engine) -> named.put(name, engine.kind()));
        return named.isEmpty() ? Map.of(EngineEntry.ESPEAK, EngineEntry.ESPEAK) : named;
    }

    /** The engines' addresses by name: empty for one that is a child of this process. */
    static Map<String, String> addresses(WorkerSettings settings) {
        Map<String, String> addresses = new TreeMap<>();
        named(settings)
                .keySet()
                .forEach(name -> addresses.put(name, address(settings.engines().get(name))));
        return addresses;
    }

    private static String address(WorkerSettings.@Nullable Engine engine) {
        return engine == null
                ? ""
                : engine.url().orElse(List.of()).stream().sorted().collect(Collectors.joining(","));
    }

    /**
     * Asks each engine for its build and voices; blocks for a few seconds, and half a minute for a server that is not
     * up.
     *
     * @throws IllegalStateException if one of them is not there
     */
    List<ServedEngine> open() throws InterruptedException {
        Encoder encoder = Encoder.open(FFMPEG, workDir.path());
        List<ServedEngine> served = new ArrayList<>();
        for (Map.Entry<String, String> named : named(settings).entrySet()) {
            EngineEntry entry = entry(named.getKey(), named.getValue());
            served.add(serve(entry.open(time, limits.finding(entry.name(), entry.build()), files), encoder));
        }
        return served;
    }

    private EngineEntry entry(String name, String kind) {
        Engine engine = settings.engines().get(name);
        return engine == null
                ? new EngineEntry(name, kind, List.of(), Optional.empty(), Optional.empty(), Map.of())
                : new EngineEntry(
                        name,
                        kind,
                        engine.url().orElse(List.of()),
                        engine.model(),
                        engine.maxConcurrency(),
                        engine.options());
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
                new SpeakingRenderer(speaker, engine, keeper));
    }

    private void count(String engine) {
        meters.counter("chorale.engine.calls", "engine", engine).increment();
    }

    private static String json(List<EngineVoice> voices) {
        try {
            return JSON.writeValueAsString(voices.stream()
                    .map(voice -> Map.of(
                            "name",
                            voice.nativeName(),
                            "language",
                            voice.language(),
                            "display",
                            voice.displayName(),
                            "takes",
                            voice.skills().stream()
                                    .map(Skill::wireName)
                                    .sorted()
                                    .toList()))
                    .toList());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
