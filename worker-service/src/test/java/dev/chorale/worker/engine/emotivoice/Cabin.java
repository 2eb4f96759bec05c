package dev.chorale.worker.engine.emotivoice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.common.speech.Prosody;
import dev.chorale.common.time.Pause;
import dev.chorale.worker.engine.EngineFailure;
import dev.chorale.worker.engine.EngineTime;
import dev.chorale.worker.engine.Pcm;
import dev.chorale.worker.engine.Segment;
import dev.chorale.worker.engine.Spoken;
import dev.chorale.worker.engine.http.Attendant;
import dev.chorale.worker.engine.http.Limiter;
import dev.chorale.worker.engine.http.ServerSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Engines with one voice, {@code maria}, glad and Chinese. */
final class Cabin {
    final Map<String, String> options = new HashMap<>();
    Limiter.Maker limiters = (_, calls) -> Limiter.fixed(calls);
    private final AtomicLong ahead = new AtomicLong();

    Cabin() {
        with("voices.maria.speaker", "8051").with("voices.maria.emotion", "开心").with("voices.maria.language", "zh");
    }

    Cabin with(String key, String value) {
        options.put(key, value);
        return this;
    }

    EmotiVoiceEngine open(EmotiVoiceDouble server) throws InterruptedException {
        return open(server.url());
    }

    /** Waiting on purpose takes no time. */
    EmotiVoiceEngine open(String url) throws InterruptedException {
        EngineTime time =
                new EngineTime(InstantSource.fixed(Instant.EPOCH), () -> System.nanoTime() + ahead.get(), length -> {
                    ahead.addAndGet(length.toNanos());
                    Pause.system().of(Duration.ofMillis(1));
                });
        return EmotiVoiceEngine.open(
                new ServerSettings("emoti", List.of(url), Optional.empty(), 2, options, limiters, Attendant.nobody()),
                "ffmpeg",
                time);
    }

    static Segment segment(String text) {
        return new Segment(text, "maria", Prosody.NEUTRAL, 7);
    }

    static Pcm speech(EmotiVoiceEngine engine, String text) throws InterruptedException {
        Spoken spoken = engine.speak(segment(text));
        assertThat(spoken).isInstanceOf(Spoken.Speech.class);
        return ((Spoken.Speech) spoken).pcm();
    }

    /** What becomes of a request for a text that no message may repeat. */
    static EngineFailure failure(EmotiVoiceEngine engine, String text) throws InterruptedException {
        Spoken spoken = engine.speak(segment(text));
        assertThat(spoken).isInstanceOf(Spoken.Refused.class);
        EngineFailure failure = ((Spoken.Refused) spoken).failure();
        assertThat(failure.message()).doesNotContain(text);
        return failure;
    }

    static void assertFailure(EngineFailure failure, String code, EngineFailure.Kind kind) {
        assertThat(failure.code()).as(failure.message()).isEqualTo(code);
        assertThat(failure.kind()).isEqualTo(kind);
    }
}
