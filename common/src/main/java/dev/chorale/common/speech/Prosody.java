package dev.chorale.common.speech;

/**
 * How fast, how high and how loud, in fixed steps so that {@code 1} and {@code 1.0} are one value.
 *
 * @param speedPercent the rate of speech in hundredths of the voice's own: 25..400
 * @param pitchCents the shift of the voice's pitch in hundredths of a semitone: -1200..1200
 * @param volumeCentibels the gain in tenths of a decibel: -200..100
 */
public record Prosody(int speedPercent, int pitchCents, int volumeCentibels) {
    /** The voice as it is. */
    public static final Prosody NEUTRAL = new Prosody(100, 0, 0);

    public Prosody {
        within("speedPercent", speedPercent, 25, 400);
        within("pitchCents", pitchCents, -1200, 1200);
        within("volumeCentibels", volumeCentibels, -200, 100);
    }

    private static void within(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + ": " + value + " (expected " + least + ".." + most + ")");
        }
    }
}
