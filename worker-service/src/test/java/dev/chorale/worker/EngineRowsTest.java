package dev.chorale.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.common.db.Database;
import dev.chorale.common.db.TestDatabase;
import dev.chorale.common.speech.MadeSkills;
import dev.chorale.common.speech.Skill;
import dev.chorale.common.speech.Utterance;
import dev.chorale.worker.claim.Renderer;
import dev.chorale.worker.claim.ServedEngine;
import dev.chorale.worker.settle.Builds;
import dev.chorale.worker.settle.Held;
import dev.chorale.worker.settle.Outcome;
import java.util.List;
import java.util.Set;
import java.util.function.DoubleConsumer;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

class EngineRowsTest {
    private final Jdbi db = Database.open(TestDatabase.freshSource());

    @Test
    void what_made_voices_take_is_registered_and_the_newest_word_holds() {
        register(MadeSkills.NONE);
        MadeSkills made = MadeSkills.ofAll(Set.of(Skill.EMOTION));
        register(made);

        String registered = db.withHandle(h ->
                h.select("SELECT made_takes FROM engine").mapTo(String.class).one());
        assertThat(MadeSkills.read(registered)).isEqualTo(made);
    }

    private static final class Idle implements Renderer {
        @Override
        public int runsAtOnce() {
            return 1;
        }

        @Override
        public Outcome render(Held held, Utterance utterance, DoubleConsumer progress) {
            throw new AssertionError("nothing is spoken here");
        }
    }

    private void register(MadeSkills made) {
        new EngineRows(db)
                .register(
                        List.of(new ServedEngine("emoti", "emotivoice", new Builds("b", "e"), "[]", made, new Idle())));
    }
}
