package dev.chorale.deploy.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.worker.engine.EngineCard;
import dev.chorale.worker.engine.Segment;
import dev.chorale.worker.engine.Spoken;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Of GPT-SoVITS nothing is measured that only its adapter's queue would answer. */
class OneAtATimeTest {
    private static final Allowance ALLOWANCE = Allowance.of(Duration.ofSeconds(20));

    private final AtomicInteger calls = new AtomicInteger();
    private final Mouth mouth = new Mouth(new FakeEngine(1, Duration.ZERO) {
        @Override
        public EngineCard card() {
            EngineCard card = super.card();
            return new EngineCard("sovits", "gpt-sovits", "1", card.voices(), MAX_INPUT, Tones.RATE_HZ, 8);
        }

        @Override
        Spoken answer(Segment segment) {
            calls.incrementAndGet();
            return super.answer(segment);
        }
    });

    @Test
    void two_voices_at_once_are_not_tried_and_it_is_said_why() throws Exception {
        TwoVoices found = TwoVoices.of(mouth, List.of(FakeEngine.LOW, FakeEngine.HIGH), 1, ALLOWANCE);

        assertThat(found.kept()).isNull();
        assertThat(found.told()).containsExactly(Wording.ONE_AT_A_TIME);
        assertThat(calls).hasValue(0);
    }

    @Test
    void calls_at_once_are_not_tried_and_it_is_said_why() throws Exception {
        Load found = Load.of(mouth, FakeEngine.LOW, 1, ALLOWANCE);

        assertThat(found.knee()).isNull();
        assertThat(found.told()).containsExactly(Wording.ONE_AT_A_TIME);
        assertThat(calls).hasValue(0);
    }
}
