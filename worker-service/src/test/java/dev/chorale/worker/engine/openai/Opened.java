package dev.chorale.worker.engine.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.common.speech.Prosody;
import dev.chorale.common.time.Monotonic;
import dev.chorale.common.time.Pause;
import dev.chorale.worker.engine.EngineFailure;
import dev.chorale.worker.engine.EngineTime;
import dev.chorale.worker.engine.Pcm;
import dev.chorale.worker.engine.Segment;
import dev.chorale.worker.engine.Spoken;
import dev.chorale.worker.engine.http.RawServer.Script;
import dev.chorale.worker.engine.http.ServerSettings;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Opens engines on servers of tests, and asks them to speak. */
final class Opened {
    static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    static final EngineTime TIME = new EngineTime(InstantSource.fixed(NOW), Monotonic.system(), Pause.system());

    private Opened() {}

    /** @param options keys and values in turn; one voice, {@code nova}, unless they say otherwise */
    static OpenAiEngine at(FakeServer server, String... options) throws InterruptedException {
        return at(List.of(server.url()), options);
    }

    static OpenAiEngine at(List<String> urls, String... options) throws InterruptedException {
        return OpenAiEngine.open(settings(urls, options), "ffmpeg", TIME);
    }

    static ServerSettings settings(List<String> urls, String... options) {
        Map<String, String> all = new HashMap<>(Map.of("voices", "nova:en"));
        for (int i = 0; i < options.length; i += 2) {
            all.put(options[i], options[i + 1]);
        }
        return new ServerSettings("kokoro", urls, Optional.of("tts-1"), 2, all);
    }

    static Segment segment(String text) {
        return new Segment(text, "nova", Prosody.NEUTRAL, 7);
    }

    static Pcm speech(OpenAiEngine engine, Segment segment) throws InterruptedException {
        Spoken spoken = engine.speak(segment);
        assertThat(spoken).isInstanceOf(Spoken.Speech.class);
        return ((Spoken.Speech) spoken).pcm();
    }

    /** What becomes of a request for a text that no message may repeat. */
    static EngineFailure failure(OpenAiEngine engine) throws InterruptedException {
        Spoken spoken = engine.speak(segment("sesame"));
        assertThat(spoken).isInstanceOf(Spoken.Refused.class);
        EngineFailure failure = ((Spoken.Refused) spoken).failure();
        assertThat(failure.message()).doesNotContain("sesame");
        return failure;
    }

    static EngineFailure failure(Script script, String... options) throws Exception {
        try (FakeServer server = new FakeServer(script)) {
            return failure(at(server, options));
        }
    }

    static void assertFailure(EngineFailure failure, String code, EngineFailure.Kind kind) {
        assertThat(failure.code()).as(failure.message()).isEqualTo(code);
        assertThat(failure.kind()).isEqualTo(kind);
    }
}
