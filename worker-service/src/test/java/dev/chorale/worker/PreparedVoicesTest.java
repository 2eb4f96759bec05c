package dev.chorale.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.common.speech.Prosody;
import dev.chorale.worker.engine.EngineCard;
import dev.chorale.worker.engine.EngineFailure;
import dev.chorale.worker.engine.Pcm;
import dev.chorale.worker.engine.Segment;
import dev.chorale.worker.engine.SpeechEngine;
import dev.chorale.worker.engine.Spoken;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class PreparedVoicesTest {
    private static final Spoken SPEECH = new Spoken.Speech(new Pcm(new byte[] {1, 0}, 16000));
    private static final EngineFailure UNUSABLE = EngineFailure.unusable("settings.ref_audio: none (expected a file)");

    private final CountDownLatch coming = new CountDownLatch(1);
    private final CountDownLatch fetched = new CountDownLatch(1);
    private final SpeechEngine engine =
            new BoundedEngine(new OneAtATime(), new SimpleMeterRegistry().timer("chorale.engine.call"));

    /** Fetches files for the voice {@code made}, within its call if it was not told to do so before. */
    private final class OneAtATime implements SpeechEngine {
        @Override
        public EngineCard card() {
            return new EngineCard("one", "test", "test 1", List.of(), 200, 16000, 1);
        }

        @Override
        public Optional<EngineFailure> prepare(Segment segment) throws InterruptedException {
            if (segment.nativeVoice().equals("made")) {
                coming.countDown();
                fetched.await(5, TimeUnit.SECONDS);
            }
            return segment.nativeVoice().equals("unusable") ? Optional.of(UNUSABLE) : Optional.empty();
        }

        @Override
        public Spoken speak(Segment segment) throws InterruptedException {
            Optional<EngineFailure> unready = prepare(segment);
            return unready.<Spoken>map(Spoken.Refused::new).orElse(SPEECH);
        }
    }

    @Test
    void a_voice_whose_files_are_being_fetched_takes_no_place_from_another() throws Exception {
        try (ExecutorService hands = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Spoken> waiting = hands.submit(() -> engine.speak(segment("made")));
            coming.await();
            Future<Spoken> other = hands.submit(() -> engine.speak(segment("ready")));

            assertThat(other.get(2, TimeUnit.SECONDS)).isEqualTo(SPEECH);
            assertThat(waiting.isDone()).isFalse();
            fetched.countDown();
            assertThat(waiting.get()).isEqualTo(SPEECH);
        }
    }

    @Test
    void a_voice_that_cannot_be_made_ready_is_told_without_a_call() throws Exception {
        assertThat(engine.speak(segment("unusable"))).isEqualTo(new Spoken.Refused(UNUSABLE));
    }

    private static Segment segment(String voice) {
        return new Segment("Hello.", voice, Prosody.NEUTRAL, 7);
    }
}
