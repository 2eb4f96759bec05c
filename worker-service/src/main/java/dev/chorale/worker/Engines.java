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
import dev.chorale.worker.engine.http.Limiter;
import dev.chorale.worker.keep.SegmentKeeper;
import dev.chorale.worker.limit.Limits;
import dev.chorale.worker.settle.Builds;
import dev.chorale.worker.speak.Encoder;
import dev.chorale.worker.speak.Speaker;
import dev.chorale.worker.speak.Tries;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Opens the engines that the settings name. */
@Singleton
final class Engines {
    private static final int LEAST_SLOTS = 32;
    private static final int USUAL_SLOTS_OF_PROCESS = 20;
    private static final int SEGMENTS_AT_ONCE = 16;
    private static final String FFMPEG = "ffmpeg";
    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private final WorkerSettings settings;
    private final WorkDir workDir;
    private final MeterRegistry meters;
    private final EngineTime time;
    private final Limits limits;
    private final Speaking speaking;
    private final TenantFiles files;
    private final List<EngineHost> hosts = new CopyOnWriteArrayList<>();

    /** What the renderers of all engines share. */
    record Speaking(Tries tries, SegmentKeeper keeper) {}

    Engines(
            WorkerSettings settings,
            WorkDir workDir,
            MeterRegistry meters,
            EngineTime time,
            Limits limits,
            Speaking speaking,
            TenantFiles files) {
        this.settings = settings;
        this.workDir = workDir;
        this.meters = meters;
        this.time = time;
        this.limits = limits;
        this.speaking = speaking;
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

    /**
     * The most runs at once: of each process as many as it is found to speak at once, and half as many again, for some are
     * stored meanwhile, some wait before it, and an eighth is kept for the interactive lane.
     */
    static int slots(WorkerSettings settings) {
        int wanted = settings.engines().values().stream()
                .mapToInt(engine -> engine.url().map(List::size).orElse(1)
                        * engine.maxConcurrency().map(calls -> calls * 3 / 2).orElse(USUAL_SLOTS_OF_PROCESS))
                .sum();
        return settings.slots().orElse(Math.clamp(wanted, LEAST_SLOTS, Ranges.MOST_SLOTS));
    }

    private static String address(WorkerSettings.@Nullable Engine engine) {
        return engine == null
                ? ""
                : engine.url().orElse(List.of()).stream().sorted().collect(Collectors.joining(","));
    }

    /**
     * Starts the processes that the settings name commands for, all at once, and asks each engine for its build and voices;
     * blocks for a few seconds, half a minute for a server that is not up, and longer only for what it started.
     *
     * @throws IllegalStateException if one of them is not there; what was started has ended by then
     */
    List<ServedEngine> open() throws InterruptedException {
        boolean opened = false;
        try {
            Encoder encoder = Encoder.open(FFMPEG, workDir.path());
            Map<EngineEntry, EngineHost> hosted = new LinkedHashMap<>();
            named(settings).forEach((name, kind) -> {
                EngineEntry entry = entry(name, kind);
                hosted.put(entry, host(entry));
            });
            hosts.forEach(EngineHost::start);
            List<ServedEngine> served = new ArrayList<>();
            for (Map.Entry<EngineEntry, EngineHost> each : hosted.entrySet()) {
                served.add(serve(open(each.getKey(), each.getValue()), encoder));
            }
            opened = true;
            return served;
        } finally {
            if (!opened) {
                close();
            }
        }
    }

    /** Ends the processes that were started, and returns when they are gone: after some seconds at most. */
    void close() {
        hosts.stream()
                .map(host -> Thread.startVirtualThread(host::close))
                .toList()
                .forEach(Engines::join);
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private EngineHost host(EngineEntry entry) {
        EngineHost host = new EngineHost(entry, settings.engines().get(entry.name()), time, meters);
        hosts.add(host);
        return host;
    }

    private SpeechEngine open(EngineEntry entry, EngineHost host) throws InterruptedException {
        Limiter.Maker limiters =
                limits.finding(entry.name(), address -> entry.process(address, host.modelOf(address)), host::memoryOf);
        SpeechEngine engine = entry.open(time, limiters, files, host.attendants());
        host.inUse();
        return engine;
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
        BoundedEngine engine = new BoundedEngine(opened, meters.timer("chorale.engine.call", "engine", card.name()));
        meters.counter("chorale.engine.calls", "engine", card.name());
        Speaker speaker = new Speaker(encoder, speaking.tries(), SEGMENTS_AT_ONCE);
        return new ServedEngine(
                card.name(),
                card.kind(),
                new Builds(card.build(), speaker.encoderBuild()),
                json(card.voices()),
                engine.madeSkills(),
                new SpeakingRenderer(speaker, engine, speaking.keeper()));
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
