package dev.chorale.worker.engine.cosyvoice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.common.speech.Prosody;
import dev.chorale.common.time.Pause;
import dev.chorale.worker.engine.EngineFailure;
import dev.chorale.worker.engine.EngineTime;
import dev.chorale.worker.engine.Pcm;
import dev.chorale.worker.engine.Segment;
import dev.chorale.worker.engine.Spoken;
import dev.chorale.worker.engine.TenantFiles;
import dev.chorale.worker.engine.Wavs;
import dev.chorale.worker.engine.http.Attendant;
import dev.chorale.worker.engine.http.Limiter;
import dev.chorale.worker.engine.http.ServerSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** A recording of four seconds, and engines whose voices use it. */
final class Booth {
    /** How far the engine's clock is ahead of the machine's, in nanoseconds; waiting on purpose moves it. */
    final AtomicLong ahead = new AtomicLong();

    final Path recording;
    final Map<String, String> options = new HashMap<>();
    TenantFiles files = TenantFiles.NONE;

    Booth(Path folder) throws IOException {
        this.recording = folder.resolve("prompt.wav");
        record(44100, 4);
    }

    void record(int rateHz, double seconds) throws IOException {
        Files.write(recording, Wavs.of(rateHz, Wavs.tone(rateHz, seconds)));
    }

    Booth with(String key, String value) {
        options.put(key, value);
        return this;
    }

    /** A voice of that name in that mode, with all that the mode needs. */
    Booth voice(String name, String mode) {
        Mode of = Mode.of(mode);
        with("voices." + name + ".mode", mode).with("voices." + name + ".language", "en");
        Map<String, String> values = Map.of(
                "speaker", "中文女",
                "prompt-audio", recording.toString(),
                "prompt-text", "What is said there.",
                "instruct-text", "Speak softly.");
        of.needs.forEach(option -> with("voices." + name + "." + option, values.getOrDefault(option, "")));
        return this;
    }

    CosyVoiceEngine open(CosyVoiceDouble server) throws InterruptedException {
        return open(server.url());
    }

    CosyVoiceEngine open(String url) throws InterruptedException {
        return open((_, calls) -> Limiter.fixed(calls), url);
    }

    CosyVoiceEngine open(Limiter.Maker limiters, String url) throws InterruptedException {
        return CosyVoiceEngine.open(settings(List.of(url), limiters), "ffmpeg", time());
    }

    CosyVoiceEngine open(GrpcDouble server) throws InterruptedException {
        return openGrpc(server.url());
    }

    CosyVoiceEngine openGrpc(String... urls) throws InterruptedException {
        return openGrpc((_, calls) -> Limiter.fixed(calls), urls);
    }

    CosyVoiceEngine openGrpc(Limiter.Maker limiters, String... urls) throws InterruptedException {
        return CosyVoiceEngine.openGrpc(settings(List.of(urls), limiters), "ffmpeg", time());
    }

    private ServerSettings settings(List<String> urls, Limiter.Maker limiters) {
        return new ServerSettings("cosy", urls, Optional.empty(), 2, options, limiters, Attendant.nobody(), files);
    }

    private EngineTime time() {
        return new EngineTime(InstantSource.fixed(Instant.EPOCH), () -> System.nanoTime() + ahead.get(), length -> {
            ahead.addAndGet(length.toNanos());
            Pause.system().of(Duration.ofMillis(1));
        });
    }

    static Pcm speech(CosyVoiceEngine engine, String voice, String text) throws InterruptedException {
        Spoken spoken = engine.speak(new Segment(text, voice, Prosody.NEUTRAL, 7));
        assertThat(spoken).isInstanceOf(Spoken.Speech.class);
        return ((Spoken.Speech) spoken).pcm();
    }

    /** What becomes of a request for a text that no message may repeat. */
    static EngineFailure failure(CosyVoiceEngine engine, String voice) throws InterruptedException {
        Spoken spoken = engine.speak(new Segment("sesame", voice, Prosody.NEUTRAL, 7));
        assertThat(spoken).isInstanceOf(Spoken.Refused.class);
        EngineFailure failure = ((Spoken.Refused) spoken).failure();
        assertThat(failure.message()).doesNotContain("sesame");
        return failure;
    }

    static void assertFailure(EngineFailure failure, String code, EngineFailure.Kind kind) {
        assertThat(failure.code()).as(failure.message()).isEqualTo(code);
        assertThat(failure.kind()).isEqualTo(kind);
    }
}
