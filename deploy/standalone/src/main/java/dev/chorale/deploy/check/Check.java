package dev.chorale.deploy.check;

import dev.chorale.common.time.Monotonic;
import dev.chorale.common.time.Pause;
import dev.chorale.deploy.launch.Failure;
import dev.chorale.worker.EngineEntry;
import dev.chorale.worker.engine.EngineTime;
import dev.chorale.worker.engine.EngineVoice;
import dev.chorale.worker.engine.SpeechEngine;
import dev.chorale.worker.engine.http.Limiter;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** All probes of one engine, one after the other, each with its share of the time. */
final class Check {
    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final int MOST_VOICES = 8;
    /** The last of all, because calls that go on in the server would slow what comes after. */
    private static final double OF_CANCELLING = 0.2;

    private static final EngineTime TIME = new EngineTime(InstantSource.system(), Monotonic.system(), Pause.system());

    private final EngineEntry entry;
    private final List<String> voices;
    private final Duration length;
    private final Consumer<String> progress;

    /**
     * @param voices to listen to; empty for one of each language
     * @param length of all probes together
     * @param progress told what goes on
     */
    Check(EngineEntry entry, List<String> voices, Duration length, Consumer<String> progress) {
        this.entry = entry;
        this.voices = List.copyOf(voices);
        this.length = length;
        this.progress = progress;
    }

    /** Fails with one sentence if the engine is not there, does not speak, or lacks a voice. */
    Report report() throws InterruptedException {
        Allowance all = Allowance.of(length);
        long begun = System.nanoTime();
        progress.accept("opening " + entry + " ...");
        for (String url : entry.urls()) {
            connect(url);
        }
        SpeechEngine engine = open(all);
        Reached reached = Reached.of(engine.card(), entry.urls(), Duration.ofNanos(System.nanoTime() - begun));
        try (Mouth mouth = new Mouth(engine)) {
            return report(mouth, reached, all);
        }
    }

    private Report report(Mouth mouth, Reached reached, Allowance all) throws InterruptedException {
        List<EngineVoice> chosen = chosen(mouth.card().voices());
        OptionalDouble before = memory();
        progress.accept("a line in each of " + chosen.size() + " voices ...");
        SpokenLines spoken = SpokenLines.of(mouth, chosen, share(all, 0.2));
        EngineVoice first = spoken.plausible().stream()
                .findFirst()
                .flatMap(mouth.card()::voice)
                .orElseThrow(() -> new Failure(unusable(spoken)));
        progress.accept("longer texts ...");
        Lengths lengths = Lengths.of(mouth, first, share(all, 0.2));
        progress.accept("sound before the end ...");
        Streaming streaming = Streaming.of(mouth, first, share(all, 0.1));
        progress.accept("two voices at once ...");
        int processes = Math.max(1, entry.urls().size());
        TwoVoices two = TwoVoices.of(mouth, two(mouth, chosen), processes, share(all, 0.15));
        Allowance ofLoad = all.part(all.left().minus(portion(OF_CANCELLING)));
        progress.accept("calls at once, " + ofLoad.left().toSeconds() + " s at most ...");
        Load load = Load.of(mouth, first, processes, ofLoad);
        progress.accept("a cancelled call ...");
        Cancelling cancelling = Cancelling.of(mouth, first, all);
        return new Report(reached, spoken, lengths, streaming, two, load, cancelling, Memory.between(before, memory()));
    }

    /** A share of the whole length: what a probe leaves over goes to the load. */
    private Allowance share(Allowance all, double share) {
        return all.part(portion(share));
    }

    private Duration portion(double share) {
        return Duration.ofNanos((long) (length.toNanos() * share));
    }

    private static String unusable(SpokenLines spoken) {
        return spoken.lines().isEmpty()
                ? "the engine is not usable: no time was left to speak a line; give it more --seconds"
                : "the engine is not usable: no voice speaks a line as its text needs ("
                        + spoken.lines().getFirst().voice() + ": "
                        + spoken.lines().getFirst().verdict() + ")";
    }

    private void connect(String url) {
        URI uri = uri(url);
        int port = uri.getPort() >= 0 ? uri.getPort() : "https".equals(uri.getScheme()) ? 443 : 80;
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(uri.getHost(), port), (int) CONNECT.toMillis());
        } catch (IOException e) {
            throw new Failure(
                    "the engine is not usable: no connection to " + uri.getHost() + ":" + port + " (" + e.getMessage()
                            + ")",
                    e);
        }
    }

    private static URI uri(String url) {
        try {
            URI uri = URI.create(url.strip());
            if (uri.getHost() != null) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // Said below like an address without a host.
        }
        throw new Failure("--url: " + url + " (expected http://host:port)");
    }

    private SpeechEngine open(Allowance allowance) throws InterruptedException {
        try (ExecutorService thread = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<SpeechEngine> opening =
                    thread.submit(() -> entry.open(TIME, (address, calls) -> Limiter.fixed(calls)));
            try {
                return opening.get(allowance.left().toNanos(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                throw new Failure(
                        "the engine is not usable: it did not speak a word within " + Wording.seconds(length), e);
            } catch (ExecutionException e) {
                throw refused(e.getCause());
            } finally {
                opening.cancel(true);
            }
        }
    }

    /** What the adapters say of a setting or a server that cannot be is one sentence already. */
    private static RuntimeException refused(@Nullable Throwable cause) {
        return cause instanceof IllegalArgumentException || cause instanceof IllegalStateException
                ? new Failure("the engine is not usable: " + cause.getMessage(), cause)
                : new IllegalStateException("the adapter failed", cause);
    }

    private List<EngineVoice> chosen(List<EngineVoice> all) {
        if (voices.isEmpty()) {
            Map<String, EngineVoice> byLanguage = new LinkedHashMap<>();
            all.forEach(voice -> byLanguage.putIfAbsent(voice.language(), voice));
            return byLanguage.values().stream().limit(MOST_VOICES).toList();
        }
        List<EngineVoice> named = new ArrayList<>();
        for (String name : voices) {
            named.add(all.stream()
                    .filter(voice -> voice.nativeName().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new Failure("--voice: " + name + ": the engine has no voice of that name")));
        }
        return named;
    }

    /** Two of those that are listened to, or failing that the first two of all. */
    private static List<EngineVoice> two(Mouth mouth, List<EngineVoice> chosen) {
        return chosen.size() >= 2 ? chosen : mouth.card().voices();
    }

    private OptionalDouble memory() throws InterruptedException {
        return entry.urls().isEmpty()
                ? OptionalDouble.empty()
                : Memory.now(uri(entry.urls().getFirst()));
    }
}
