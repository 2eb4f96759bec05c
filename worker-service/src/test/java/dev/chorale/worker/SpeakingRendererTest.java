package dev.chorale.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.common.db.TestDatabase;
import dev.chorale.common.db.TestRows;
import dev.chorale.common.job.Ids;
import dev.chorale.common.job.Lane;
import dev.chorale.common.speech.AudioFormat;
import dev.chorale.common.speech.MadeVoice;
import dev.chorale.common.speech.Prosody;
import dev.chorale.common.speech.Style;
import dev.chorale.common.speech.Utterance;
import dev.chorale.worker.engine.EngineCard;
import dev.chorale.worker.engine.EngineFailure;
import dev.chorale.worker.engine.EngineVoice;
import dev.chorale.worker.engine.Segment;
import dev.chorale.worker.engine.SpeechEngine;
import dev.chorale.worker.engine.Spoken;
import dev.chorale.worker.keep.PcmShelf;
import dev.chorale.worker.keep.SegmentKeeper;
import dev.chorale.worker.settle.Builds;
import dev.chorale.worker.settle.Fence;
import dev.chorale.worker.settle.Held;
import dev.chorale.worker.settle.Settler.CacheLife;
import dev.chorale.worker.speak.AudioCheck;
import dev.chorale.worker.speak.Encoder;
import dev.chorale.worker.speak.Speaker;
import dev.chorale.worker.speak.Tries;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpeakingRendererTest {
    private final Jdbi db = TestDatabase.fresh();
    private final UUID tenant = new TestRows(db).tenant();

    @TempDir
    Path dir;

    private final List<Segment> asked = new ArrayList<>();

    private final class Asked implements SpeechEngine {
        @Override
        public EngineCard card() {
            return new EngineCard("sovits", "test", "test 1", List.of(), 200, 16000, 4);
        }

        @Override
        public Spoken speak(Segment segment) {
            asked.add(segment);
            return new Spoken.Refused(EngineFailure.unusable("no"));
        }
    }

    @Test
    void a_made_voice_is_that_of_the_runs_tenant_whatever_its_utterance_says() throws Exception {
        MadeVoice made = new MadeVoice("sovits", "en", Map.of("ref_audio", "a.wav"), UUID.randomUUID());
        Utterance utterance =
                new Utterance("Hello.", "voice_1", Prosody.NEUTRAL, Style.NONE, 7, AudioFormat.WAV, 24000, "", made);
        renderer(new Asked()).render(held(0), utterance, share -> {});

        assertThat(asked)
                .singleElement()
                .satisfies(segment -> assertThat(segment.made()).isEqualTo(made.of(tenant)));
    }

    /** One that would speak four segments at once, and sees whether it is asked to. */
    private static final class Crowd implements SpeechEngine {
        private final AtomicInteger inside = new AtomicInteger();
        private final CountDownLatch second = new CountDownLatch(1);

        @Override
        public EngineCard card() {
            return new EngineCard(
                    "crowd", "test", "test 1", List.of(new EngineVoice("one", "en", "One")), 200, 16000, 4);
        }

        @Override
        public Spoken speak(Segment segment) throws InterruptedException {
            if (inside.incrementAndGet() > 1) {
                second.countDown();
            }
            try {
                second.await(300, TimeUnit.MILLISECONDS);
                return Spoken.pause(16000);
            } finally {
                inside.decrementAndGet();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"0,false", "1,true", "2,true"})
    void a_run_that_is_suspected_begins_one_segment_after_the_other(int suspicion, boolean oneByOne) throws Exception {
        Crowd crowd = new Crowd();
        Utterance text = new Utterance(
                "1. 2. 3.", "crowd/one", Prosody.NEUTRAL, Style.NONE, 7, AudioFormat.WAV, 16000, "", null);
        renderer(crowd).render(held(suspicion), text, share -> {});

        assertThat(crowd.second.getCount()).isEqualTo(oneByOne ? 1 : 0);
    }

    private Held held(int suspicion) {
        return new Held(
                new Fence(UUID.randomUUID(), UUID.randomUUID(), 1),
                tenant,
                "synthesis",
                Lane.STANDARD,
                1,
                suspicion,
                "key",
                new Builds("b", "e"));
    }

    private SpeakingRenderer renderer(SpeechEngine engine) throws Exception {
        PcmShelf nowhere = new PcmShelf() {
            @Override
            public void put(String key, byte[] samples) {}

            @Override
            public byte[] get(String key, long bytes) {
                return new byte[0];
            }

            @Override
            public void delete(String key) {}
        };
        SegmentKeeper keeper = new SegmentKeeper(
                db,
                nowhere,
                new Ids(InstantSource.system(), new Random(1)),
                System::nanoTime,
                new SimpleMeterRegistry(),
                new CacheLife(Duration.ofHours(1)));
        Speaker speaker = new Speaker(
                Encoder.open("ffmpeg", dir), new Tries(new AudioCheck(), name -> {}, _ -> {}, new Random(1)), 4);
        return new SpeakingRenderer(
                speaker, new BoundedEngine(engine, new SimpleMeterRegistry().timer("call")), keeper);
    }
}
