package dev.chorale.common.speech;

import org.jspecify.annotations.Nullable;

/**
 * In what way something is said, for voices with the skills {@link Skill#EMOTION} and {@link Skill#INSTRUCTIONS}.
 *
 * @param strengthPercent of the emotion, 0..100; 100 without one
 * @param instructions how to speak, in words, normalised as a text is; empty for none
 */
public record Style(Emotion emotion, int strengthPercent, String instructions) {
    /** The longest instructions, in code points. */
    public static final int MAX_INSTRUCTIONS = 4096;

    /** The voice as it is. */
    public static final Style NONE = new Style(Emotion.NONE, 100, "");

    private static final int SLIGHT = 33;
    private static final int MODERATE = 66;

    public Style {
        if (strengthPercent < 0 || strengthPercent > 100) {
            throw new IllegalArgumentException("strengthPercent: " + strengthPercent + " (expected 0..100)");
        }
        if (emotion == Emotion.NONE && strengthPercent != 100) {
            throw new IllegalArgumentException(
                    "strengthPercent: " + strengthPercent + " (expected 100 without an emotion)");
        }
    }

    /** The strength for engines that take words alone: the first up to 33 %, the second up to 66 %, the third beyond. */
    public String inWords(String slightly, String moderately, String very) {
        return strengthPercent <= SLIGHT ? slightly : strengthPercent <= MODERATE ? moderately : very;
    }

    /** Equal to what JSON leaves out, so that texts without a style are written as before there was any. */
    public static final class LeftOut {
        @Override
        public boolean equals(@Nullable Object other) {
            return NONE.equals(other);
        }

        @Override
        public int hashCode() {
            return NONE.hashCode();
        }
    }
}
