package dev.chorale.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.common.speech.MadeSkills;
import dev.chorale.common.speech.Skill;
import dev.chorale.worker.engine.EngineCard;
import dev.chorale.worker.engine.Repertoire;
import dev.chorale.worker.engine.Segment;
import dev.chorale.worker.engine.SpeechEngine;
import dev.chorale.worker.engine.Spoken;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BoundedEngineTest {
    /** One that says of each thing what no other says. */
    private static final class Odd implements SpeechEngine, Repertoire {
        @Override
        public EngineCard card() {
            return new EngineCard("odd", "test", "1", List.of(), 200, 16000, 5);
        }

        @Override
        public int callsAtOnce() {
            return 3;
        }

        @Override
        public MadeSkills madeSkills() {
            return MadeSkills.ofAll(Set.of(Skill.EMPHASIS));
        }

        @Override
        public Optional<Repertoire> repertoire() {
            return Optional.of(this);
        }

        @Override
        public int places() {
            return 1;
        }

        @Override
        public Set<String> loaded() {
            return Set.of();
        }

        @Override
        public Spoken speak(Segment segment) {
            throw new AssertionError("nothing is spoken here");
        }
    }

    @Test
    void it_says_of_itself_what_its_engine_says() {
        Odd odd = new Odd();
        BoundedEngine bounded = new BoundedEngine(odd, new SimpleMeterRegistry().timer("calls"));

        assertThat(bounded.card()).isEqualTo(odd.card());
        assertThat(bounded.callsAtOnce()).isEqualTo(3);
        assertThat(bounded.madeSkills()).isEqualTo(odd.madeSkills());
        assertThat(bounded.repertoire()).containsSame(odd);
    }
}
