package dev.chorale.worker;

import dev.chorale.worker.engine.EngineTime;
import dev.chorale.worker.engine.SpeechEngine;
import dev.chorale.worker.engine.TenantFiles;
import dev.chorale.worker.engine.cosyvoice.CosyVoiceEngine;
import dev.chorale.worker.engine.emotivoice.EmotiVoiceEngine;
import dev.chorale.worker.engine.espeak.EspeakEngine;
import dev.chorale.worker.engine.gptsovits.GptSovitsEngine;
import dev.chorale.worker.engine.http.Attendant;
import dev.chorale.worker.engine.http.Limiter;
import dev.chorale.worker.engine.http.ServerSettings;
import dev.chorale.worker.engine.openai.OpenAiEngine;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An engine as an operator enters it, as yet unread: the one way from settings to an adapter.
 *
 * @param name what stands before the slash in a voice
 * @param kind the adapter, one of {@link #KINDS}
 * @param urls the addresses of the processes; empty for an engine that is a child of this process
 * @param model the model's name, for servers that are asked for one
 * @param maxConcurrency calls at once, of each process; empty for what is found or suits the kind
 * @param options what else the adapter is told, see {@code docs/configuration.md}
 */
public record EngineEntry(
        String name,
        String kind,
        List<String> urls,
        Optional<String> model,
        Optional<Integer> maxConcurrency,
        Map<String, String> options) {
    public static final String ESPEAK = "espeak";
    public static final String OPENAI = "openai";
    public static final String GPT_SOVITS = "gpt-sovits";
    public static final String COSYVOICE = "cosyvoice";
    public static final String COSYVOICE_GRPC = "cosyvoice-grpc";
    public static final String EMOTIVOICE = "emotivoice";

    /** Every adapter that there is. */
    public static final List<String> KINDS = List.of(ESPEAK, OPENAI, GPT_SOVITS, COSYVOICE, COSYVOICE_GRPC, EMOTIVOICE);

    private static final String FFMPEG = "ffmpeg";
    /** Where to begin looking for how many a process does well at once. */
    private static final int FIRST_CALLS = 4;
    /** For engines in which nothing bounds the calls that share their card: too many fill it. */
    private static final int FIRST_CALLS_OF_A_CARD = 2;
    /** Most of them wait: with more to choose from, weights are loaded less often. */
    private static final int CALLS_OF_A_GPT_SOVITS = 8;
    /** Child processes of one engine: they share the cores. */
    private static final int CHILDREN = Math.max(4, Runtime.getRuntime().availableProcessors());

    public EngineEntry {
        urls = List.copyOf(urls);
        options = Map.copyOf(options);
    }

    /** Names no option: one of them may be a secret. */
    @Override
    public String toString() {
        return name + " (" + kind + ")" + (urls.isEmpty() ? "" : " at " + String.join(", ", urls));
    }

    /** What there is for its processes beside the entry. */
    private record Processes(Limiter.Maker limiters, TenantFiles files, Attendant.Maker attendants) {}

    /**
     * Asks the engine for its build and voices; blocks for a second, and half a minute for a server that is not up, or as
     * long as its attendants say.
     *
     * @param limiters find how many calls its processes do well at once, where {@code maxConcurrency} is empty
     * @param files of tenants, for the voices that they make
     * @param attendants of its processes
     * @throws IllegalArgumentException if a setting cannot be
     * @throws IllegalStateException if the engine is not there or does not speak
     */
    public SpeechEngine open(EngineTime time, Limiter.Maker limiters, TenantFiles files, Attendant.Maker attendants)
            throws InterruptedException {
        Processes processes = new Processes(limiters, files, attendants);
        return switch (kind) {
            case ESPEAK -> espeak();
            case OPENAI -> OpenAiEngine.open(server(FIRST_CALLS, processes), FFMPEG, time);
            case GPT_SOVITS -> GptSovitsEngine.open(server(CALLS_OF_A_GPT_SOVITS, processes), FFMPEG, time);
            case COSYVOICE -> CosyVoiceEngine.open(server(FIRST_CALLS_OF_A_CARD, processes), FFMPEG, time);
            case COSYVOICE_GRPC -> CosyVoiceEngine.openGrpc(server(FIRST_CALLS_OF_A_CARD, processes), FFMPEG, time);
            case EMOTIVOICE -> EmotiVoiceEngine.open(server(FIRST_CALLS_OF_A_CARD, processes), FFMPEG, time);
            default ->
                throw new IllegalArgumentException("chorale.worker.engines." + name + ".kind: " + kind + " (expected "
                        + String.join(" or ", KINDS) + ")");
        };
    }

    /** The same where no tenant has a file and somebody else starts and ends the processes: for trying an engine. */
    public SpeechEngine open(EngineTime time, Limiter.Maker limiters) throws InterruptedException {
        return open(time, limiters, TenantFiles.NONE, Attendant.nobody());
    }

    private SpeechEngine espeak() throws InterruptedException {
        if (!urls.isEmpty() || model.isPresent() || !options.isEmpty()) {
            throw new IllegalArgumentException(
                    "chorale.worker.engines." + name + ": url, model or options (expected none for " + ESPEAK + ")");
        }
        return EspeakEngine.open(name, "espeak-ng", FFMPEG, maxConcurrency.orElse(CHILDREN));
    }

    /** Where its processes are, each once; empty for an engine that is a child of this process. */
    List<URI> addresses() {
        if (urls.isEmpty()) {
            return List.of();
        }
        Processes any = new Processes((_, calls) -> Limiter.fixed(calls), TenantFiles.NONE, Attendant.nobody());
        ServerSettings settings = server(1, any);
        return kind.equals(COSYVOICE_GRPC) ? settings.grpcAddresses() : settings.addresses("");
    }

    private ServerSettings server(int callsEach, Processes processes) {
        return new ServerSettings(
                name,
                urls,
                model,
                maxConcurrency.orElse(callsEach),
                options,
                maxConcurrency.isPresent() ? (address, calls) -> Limiter.fixed(calls) : processes.limiters(),
                processes.attendants(),
                processes.files());
    }

    /**
     * What a process runs, where and on what, as far as that is told: what was found of it holds for the same alone.
     * Options that only change the audio are no part of it.
     *
     * @param card the model of its GPU
     */
    String process(URI address, Optional<String> card) {
        return build() + "@" + address + card.map(model -> " on " + model).orElse("");
    }

    private String build() {
        return Stream.of(
                        Optional.of(kind),
                        model,
                        Optional.ofNullable(options.get("build")),
                        Optional.ofNullable(options.get("generation")))
                .flatMap(Optional::stream)
                .collect(Collectors.joining("/"));
    }
}
