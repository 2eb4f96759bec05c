package dev.chorale.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.common.speech.MadeVoice;
import dev.chorale.common.speech.Prosody;
import dev.chorale.common.speech.Style;
import dev.chorale.worker.engine.EngineFailure.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class OwnVoicesTest {
    private static final EngineCard CARD = new EngineCard("sovits", "test", "test 1", List.of(), 200, 16000, 4);
    private static final Spoken HEARD = new Spoken.Speech(new Pcm(new byte[] {1, 0}, 16000));

    private final AtomicInteger makings = new AtomicInteger();
    /** Never counted down: time for others to come. */
    private final CountDownLatch everybodyIsHere = new CountDownLatch(1);

    private final AtomicBoolean inPlace = new AtomicBoolean(true);

    private record Named(String name, AtomicBoolean inPlace) implements OwnVoices.Own {
        Named(String name) {
            this(name, new AtomicBoolean(true));
        }

        @Override
        public boolean isInPlace() {
            return inPlace.get();
        }

        @Override
        public EngineVoice card() {
            return new EngineVoice(name, "en", name);
        }

        @Override
        public String fingerprint() {
            return name;
        }
    }

    @Test
    void a_version_that_many_ask_for_at_once_is_made_ready_once() {
        OwnVoices<Named> voices = voices(this::made);
        try (ExecutorService hands = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 20; i++) {
                hands.submit(() -> speak(voices, "Hello.", "alice"));
            }
        }

        assertThat(makings).hasValue(1);
    }

    @Test
    void a_voice_that_could_not_be_made_ready_is_tried_again() throws Exception {
        OwnVoices<Named> voices = voices(voice -> {
            if (makings.incrementAndGet() == 1) {
                throw new UncheckedIOException(new IOException("stale file handle of /srv/voices/a.wav"));
            }
            return new Named("made");
        });

        Spoken.Refused refused = (Spoken.Refused) speak(voices, "Hello.", "alice");
        assertThat(refused.failure().kind()).isEqualTo(Kind.TRANSIENT);
        assertThat(refused.failure().message()).doesNotContain("/srv");
        assertThat(speak(voices, "Hello.", "alice")).isEqualTo(HEARD);
    }

    @Test
    void a_disk_without_room_for_its_files_is_no_fault_of_the_run() throws Exception {
        OwnVoices<Named> voices = voices(voice -> {
            throw new UncheckedIOException(
                    "an uploaded file could not be written", new IOException("No space left on device"));
        });

        Spoken.Refused refused = (Spoken.Refused) speak(voices, "Hello.", "alice");
        assertThat(refused.failure().code()).isEqualTo("worker_disk_failed");
        assertThat(refused.failure().kind()).isEqualTo(Kind.OVERLOADED);
    }

    @Test
    void what_its_maker_refuses_is_the_voices_fault() throws Exception {
        OwnVoices<Named> voices = voices(voice -> {
            throw Options.of(voice, Map.of("ref-audio", "none", "language", "und"))
                    .refusal("ref-audio", "a file");
        });

        assertThat(speak(voices, "Hello.", "alice"))
                .isEqualTo(Spoken.refused(
                        "voice_unusable", Kind.PERMANENT, "settings.ref_audio: alice (expected a file)"));
    }

    @Test
    void a_voice_that_was_made_ready_before_is_not_made_again_when_it_speaks() throws Exception {
        OwnVoices<Named> voices = voices(this::made);

        assertThat(voices.prepare(segment("Hello.", "alice"), CARD)).isEmpty();
        assertThat(speak(voices, "Hello.", "alice")).isEqualTo(HEARD);
        assertThat(makings).hasValue(1);
    }

    @Test
    void a_voice_whose_files_were_taken_away_is_made_ready_again() throws Exception {
        OwnVoices<Named> voices = voices(voice -> {
            makings.incrementAndGet();
            return new Named("made", inPlace);
        });
        assertThat(speak(voices, "Hello.", "alice")).isEqualTo(HEARD);

        inPlace.set(false);
        assertThat(speak(voices, "Hello.", "alice")).isEqualTo(HEARD);
        inPlace.set(true);
        assertThat(speak(voices, "Hello.", "alice")).isEqualTo(HEARD);

        assertThat(makings).hasValue(2);
    }

    @Test
    void a_text_that_only_pauses_asks_no_engine() throws Exception {
        assertThat(speak(voices(this::made), "…", "alice"))
                .isInstanceOfSatisfying(
                        Spoken.Speech.class,
                        speech -> assertThat(speech.pcm().isZero()).isTrue());
    }

    @Test
    void the_build_is_that_of_the_named_voices_whatever_was_made() throws Exception {
        OwnVoices<Named> voices = voices(this::made);
        Options options = new Options("x.options", Map.of(), Map.of("build", "none"));
        String before = voices.build(options, "engine");
        speak(voices, "Hello.", "alice");

        assertThat(voices.build(options, "engine")).isEqualTo(before);
        assertThat(voices.first()).isEmpty();
    }

    private static OwnVoices<Named> voices(OwnVoices.Making<Named> making) {
        return new OwnVoices<>(List.of(), making, 10);
    }

    private Named made(MadeVoice voice) throws InterruptedException {
        makings.incrementAndGet();
        everybodyIsHere.await(100, TimeUnit.MILLISECONDS);
        return new Named(voice.version());
    }

    private static Spoken speak(OwnVoices<Named> voices, String text, String reference) throws InterruptedException {
        return voices.speak(segment(text, reference), CARD, _ -> HEARD);
    }

    private static Segment segment(String text, String reference) {
        MadeVoice voice = new MadeVoice("sovits", "en", Map.of("ref_audio", reference));
        return new Segment(text, "voice_1", Prosody.NEUTRAL, Style.NONE, 1, voice);
    }
}
