package dev.chorale.common.speech;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A part of a text to be spoken, as {@link Markup} tells them apart. */
public sealed interface Part {
    /** The one spelling of this part in a stored text: equal for equal sound. */
    String spelling();

    /** What a voice must be able to do to say it; empty for what every voice says. */
    Optional<Skill> needs();

    /** Words as they are read, brackets included. */
    record Plain(String text) implements Part {
        @Override
        public String spelling() {
            return SpokenText.withoutHidden(text).replace("[", "\\[").replace("]", "\\]");
        }

        @Override
        public Optional<Skill> needs() {
            return Optional.empty();
        }
    }

    /**
     * A syllable of Mandarin.
     *
     * @param initial {@code h}, {@code zh}; empty for a syllable without one
     * @param rime what follows, its tone as a mark; without a mark the tone is the neutral one
     */
    record Syllable(String initial, String rime) implements Part {
        @Override
        public String spelling() {
            return (initial.isEmpty() ? "" : "[" + initial + "]") + "[" + rime + "]";
        }

        @Override
        public Optional<Skill> needs() {
            return Optional.of(Skill.PINYIN);
        }
    }

    /**
     * An English word by its sounds.
     *
     * @param phonemes of the CMU pronouncing dictionary, each vowel with its stress: {@code HH}, {@code AH0};
     *     1 to 40
     */
    record Word(List<String> phonemes) implements Part {
        public Word {
            phonemes = List.copyOf(phonemes);
        }

        @Override
        public String spelling() {
            return "[" + String.join("][", phonemes) + "]";
        }

        @Override
        public Optional<Skill> needs() {
            return Optional.of(Skill.ARPABET);
        }
    }

    /**
     * Silence.
     *
     * @param length in whole milliseconds, {@link Markup#SHORTEST_PAUSE} to {@link Markup#LONGEST_PAUSE}
     */
    record Pause(Duration length) implements Part {
        @Override
        public String spelling() {
            return "[pause " + length.toMillis() + "ms]";
        }

        @Override
        public Optional<Skill> needs() {
            return Optional.empty();
        }
    }

    /** Where stress begins, or ends. */
    record Emphasis(boolean begins) implements Part {
        @Override
        public String spelling() {
            return begins ? "[emphasis]" : "[/emphasis]";
        }

        @Override
        public Optional<Skill> needs() {
            return Optional.of(Skill.EMPHASIS);
        }
    }
}
