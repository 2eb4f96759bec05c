package dev.chorale.worker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.chorale.common.speech.Skill;
import dev.chorale.common.time.Monotonic;
import dev.chorale.common.time.Pause;
import dev.chorale.worker.WorkerSettings.Engine;
import dev.chorale.worker.claim.ServedEngine;
import dev.chorale.worker.engine.EngineCard;
import dev.chorale.worker.engine.EngineTime;
import dev.chorale.worker.engine.EngineVoice;
import dev.chorale.worker.engine.SpeechEngine;
import dev.chorale.worker.engine.cosyvoice.CosyVoiceEngine;
import dev.chorale.worker.engine.emotivoice.EmotiVoiceEngine;
import dev.chorale.worker.engine.espeak.EspeakEngine;
import dev.chorale.worker.engine.gptsovits.GptSovitsEngine;
import dev.chorale.worker.engine.http.ServerSettings;
import dev.chorale.worker.engine.openai.OpenAiEngine;
import dev.chorale.worker.settle.Builds;
import dev.chorale.worker.speak.AudioCheck;
import dev.chorale.worker.speak.Encoder;
import dev.chorale.worker.speak.Speaker;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Opens the engines that the settings name. */
@Singleton
final class Engines {
    private static final String ESPEAK = "espeak";
    private static final String OPENAI = "openai";
    private static final String GPT_SOVITS = "gpt-sovits";
    private static final String COSYVOICE = "cosyvoice";
    private static final String EMOTIVOICE = "emotivoice";
    private static final List<String> KINDS = List.of(ESPEAK, OPENAI, GPT_SOVITS, COSYVOICE, EMOTIVOICE);
    private static final String FFMPEG = "ffmpeg";
    private static final int CALLS_OF_A_PROCESS = 4;
    /** For engines in which nothing bounds the calls that share their card: too many fill it. */
    private static final int CALLS_OF_A_CARD = 2;
    /** Most of them wait: with more to choose from, weights are loaded less often. */
    private static final int CALLS_OF_A_GPT_SOVITS = 8;

    private static final int SEGMENTS_AT_ONCE = 4;
    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private final WorkerSettings settings;
    private final WorkDir workDir;
    private final MeterRegistry meters;
    private final EngineTime time;

    Engines(
            WorkerSettings settings,
            WorkDir workDir,
            MeterRegistry meters,
            InstantSource wall,
            Monotonic clock,
            Pause pause) {
        this.settings = settings;
        this.workDir = workDir;
        this.meters = meters;
        this.time = new EngineTime(wall, clock, pause);
    }

    /** The engines' kinds by name. */
    static Map<String, String> named(WorkerSettings settings) {
        Map<String, String> named = new TreeMap<>();
        settings.engines().forEach((name, engine) -> named.put(name, engine.kind()));
        return named.isEmpty() ? Map.of(ESPEAK, ESPEAK) : named;
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
            served.add(serve(open(named.getKey(), named.getValue()), encoder));
        }
        return served;
    }

    private SpeechEngine open(String name, String kind) throws InterruptedException {
        Engine engine = settings.engines().get(name);
        if (engine == null) {
            return EspeakEngine.open(name, "espeak-ng", FFMPEG, settings.slots());
        }
        return switch (kind) {
            case ESPEAK -> espeak(name, engine);
            case OPENAI -> OpenAiEngine.open(server(name, engine, CALLS_OF_A_PROCESS), FFMPEG, time);
            case GPT_SOVITS -> GptSovitsEngine.open(server(name, engine, CALLS_OF_A_GPT_SOVITS), FFMPEG, time);
            case COSYVOICE -> CosyVoiceEngine.open(server(name, engine, CALLS_OF_A_CARD), FFMPEG, time);
            case EMOTIVOICE -> EmotiVoiceEngine.open(server(name, engine, CALLS_OF_A_CARD), FFMPEG, time);
            default ->
                throw new IllegalArgumentException("chorale.worker.engines." + name + ".kind: " + kind + " (expected "
                        + String.join(" or ", KINDS) + ")");
        };
    }

    private SpeechEngine espeak(String name, Engine engine) throws InterruptedException {
        if (engine.url().isPresent()
                || engine.model().isPresent()
                || !engine.options().isEmpty()) {
            throw new IllegalArgumentException(
                    "chorale.worker.engines." + name + ": url, model or options (expected none for " + ESPEAK + ")");
        }
        int calls = engine.maxConcurrency().orElse(settings.slots());
        return EspeakEngine.open(name, "espeak-ng", FFMPEG, calls);
    }

    private static ServerSettings server(String name, Engine engine, int callsEach) {
        return new ServerSettings(
                name,
                engine.url().orElse(List.of()),
                engine.model(),
                engine.maxConcurrency().orElse(callsEach),
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
                new SpeakingRenderer(speaker, engine));
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
