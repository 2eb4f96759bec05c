package dev.chorale.worker.engine.gptsovits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.common.content.Sha256;
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
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** A shared folder with the files of two voices, alice and bob, and engines that use it. */
final class Studio {
    /** How far the engine's clock is ahead of the machine's, in nanoseconds. */
    final AtomicLong ahead = new AtomicLong();

    final Path shared;
    final Map<String, String> options = new HashMap<>();
    int callsEach = 8;
    TenantFiles files = TenantFiles.NONE;
    Attendant.Maker attendants = Attendant.nobody();

    Studio(Path shared) throws IOException {
        this.shared = shared;
        options.put("shared-dir", shared.toString());
        for (String voice : List.of("alice", "bob")) {
            voice(voice, "05" + voice);
        }
    }

    /** A voice with files of its own. */
    Studio voice(String name, String sovits) throws IOException {
        write(name + ".ckpt", "gpt-" + name);
        write(name + ".pth", sovits);
        Files.write(shared.resolve(name + ".wav"), Wavs.of(16000, Wavs.tone(16000, name.equals("bob") ? 5 : 4)));
        with("voices." + name + ".gpt-weights", name + ".ckpt");
        with("voices." + name + ".sovits-weights", name + ".pth");
        with("voices." + name + ".ref-audio", name + ".wav");
        with("voices." + name + ".prompt-text", "What " + name + " said.");
        return with("voices." + name + ".language", "en");
    }

    Studio without(String voice) {
        options.keySet().removeIf(key -> key.startsWith("voices." + voice + "."));
        return this;
    }

    Studio with(String key, String value) {
        options.put(key, value);
        return this;
    }

    /** The file that the server is told of in place of this one. */
    Path copyOf(String name) throws IOException {
        String extension = name.substring(name.indexOf('.'));
        byte[] content = Files.readAllBytes(shared.resolve(name));
        return shared.resolve("by-hash").resolve(Sha256.hex(content) + extension);
    }

    void write(String name, String content) throws IOException {
        Files.writeString(shared.resolve(name), content);
    }

    GptSovitsEngine open(GptSovitsDouble... processes) throws InterruptedException {
        return open(Arrays.stream(processes).map(GptSovitsDouble::url).toList());
    }

    GptSovitsEngine open(List<String> urls) throws InterruptedException {
        EngineTime time = new EngineTime(
                InstantSource.fixed(Instant.EPOCH), () -> System.nanoTime() + ahead.get(), Pause.system());
        return GptSovitsEngine.open(
                new ServerSettings(
                        "sovits",
                        urls,
                        Optional.empty(),
                        callsEach,
                        options,
                        (_, calls) -> Limiter.fixed(calls),
                        attendants,
                        files),
                "ffmpeg",
                time);
    }

    static Segment segment(String voice, String text) {
        return new Segment(text, voice, Prosody.NEUTRAL, 7);
    }

    static Pcm speech(GptSovitsEngine engine, String voice) throws InterruptedException {
        Spoken spoken = engine.speak(segment(voice, "A few words."));
        assertThat(spoken).isInstanceOf(Spoken.Speech.class);
        return ((Spoken.Speech) spoken).pcm();
    }

    /** What becomes of a request for a text that no message may repeat. */
    static EngineFailure failure(GptSovitsEngine engine, String voice) throws InterruptedException {
        Spoken spoken = engine.speak(segment(voice, "sesame"));
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
