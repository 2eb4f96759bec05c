package dev.chorale.worker.speak;

import dev.chorale.common.speech.Markup;
import java.time.Duration;

/** A part of an utterance, in the order of time. */
sealed interface Passage {
    /** How much of the progress it stands for. */
    int weight();

    /** What an engine says in one call: a text in stored markup. */
    record Speech(String text) implements Passage {
        /** Without the markup, as {@link Markup#letters}. */
        String words() {
            return Markup.letters(Markup.read(text));
        }

        @Override
        public int weight() {
            return text.length();
        }
    }

    /** What no engine is asked for. */
    record Silence(Duration length) implements Passage {
        @Override
        public int weight() {
            return 1;
        }
    }
}
