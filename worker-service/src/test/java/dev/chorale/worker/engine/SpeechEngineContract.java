package dev.chorale.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.common.speech.Prosody;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What every adapter promises; each has a short subclass that opens it. */
public abstract class SpeechEngineContract {
    protected static final String TEXT = "A short sentence.";

    /** An engine that is ready to speak. */
    protected abstract SpeechEngine engine() throws Exception;

    @Test
    void its_card_is_the_same_at_every_call_and_names_each_voice_once() throws Exception {
        EngineCard card = engine().card();

        assertThat(engine().card()).isEqualTo(card);
        assertThat(card.build()).isNotBlank();
        assertThat(card.voices())
                .isNotEmpty()
                .extracting(EngineVoice::nativeName)
                .doesNotHaveDuplicates();
    }

    @Test
    void its_audio_is_whole_samples_at_the_rate_of_the_card() throws Exception {
        Pcm pcm = speech(Prosody.NEUTRAL);

        assertThat(pcm.sampleRateHz()).isEqualTo(engine().card().sampleRateHz());
        assertThat(pcm.sampleCount()).isPositive();
        assertThat(pcm.bytes().length % 2).isZero();
    }

    @Test
    void the_same_segment_may_be_asked_for_again() throws Exception {
        assertThat(speech(Prosody.NEUTRAL).bytes())
                .isEqualTo(speech(Prosody.NEUTRAL).bytes());
    }

    @Test
    void every_prosody_gives_audio_at_the_same_rate() throws Exception {
        for (Prosody prosody :
                List.of(new Prosody(25, 0, 0), new Prosody(400, -1200, -200), new Prosody(120, 1200, 100))) {
            assertThat(speech(prosody)).as(prosody.toString()).satisfies(pcm -> {
                assertThat(pcm.sampleRateHz()).isEqualTo(engine().card().sampleRateHz());
                assertThat(pcm.sampleCount()).isPositive();
            });
        }
    }

    @Test
    void it_takes_as_many_calls_at_once_as_its_card_says() throws Exception {
        SpeechEngine engine = engine();
        try (ExecutorService hands = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Spoken>> calls = new ArrayList<>();
            for (int i = 0; i < engine.card().maxConcurrency(); i++) {
                calls.add(hands.submit(() -> engine.speak(segment(Prosody.NEUTRAL))));
            }
            for (Future<Spoken> call : calls) {
                assertThat(call.get()).isInstanceOf(Spoken.Speech.class);
            }
        }
    }

    @Test
    void a_voice_that_is_not_on_the_card_is_refused_for_good() throws Exception {
        Spoken spoken = engine().speak(new Segment(TEXT, "no-such-voice", Prosody.NEUTRAL, 1));

        assertThat(spoken).isInstanceOfSatisfying(Spoken.Refused.class, refused -> {
            assertThat(refused.failure().code()).isEqualTo("unknown_native_voice");
            assertThat(refused.failure().kind()).isEqualTo(EngineFailure.Kind.PERMANENT);
        });
    }

    private Pcm speech(Prosody prosody) throws Exception {
        Spoken spoken = engine().speak(segment(prosody));
        assertThat(spoken).isInstanceOf(Spoken.Speech.class);
        return ((Spoken.Speech) spoken).pcm();
    }

    private Segment segment(Prosody prosody) throws Exception {
        return new Segment(TEXT, engine().card().voices().getFirst().nativeName(), prosody, 1);
    }
}
