package dev.chorale.deploy.soak;

import java.math.BigDecimal;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * Draws what the next caller wants said: something new, or one of a few lines that everybody wants. Which
 * ones are wanted changes as time goes, so that some are being made whenever something breaks.
 */
final class Lines {
    private static final int HOT_AT_ONCE = 5;
    private static final int HOT_FOR = 200;
    private static final List<BigDecimal> SPEEDS =
            List.of(BigDecimal.ONE, BigDecimal.ONE, BigDecimal.ONE, new BigDecimal("1.25"), new BigDecimal("0.8"));

    private final long seed;
    private final List<String> voices;
    private final RandomGenerator random;
    private final double fresh;

    /** @param fresh the share of callers who want something new, 0..1 */
    Lines(long seed, List<String> voices, RandomGenerator random, double fresh) {
        this.seed = seed;
        this.voices = List.copyOf(voices);
        this.random = random;
        this.fresh = fresh;
    }

    /** Matches every text that one seed draws, and hardly anything else. */
    static Pattern canary(long seed) {
        return Pattern.compile("(Line|Hot) \\d+ of " + seed + "\\b");
    }

    /**
     * @param number of the submit; a new line's text names it
     * @param mayBeNew whether something new may be wanted now; asked if something new would be
     */
    Line draw(int number, BooleanSupplier mayBeNew) {
        boolean isHot = random.nextDouble() >= fresh;
        int hot = number / HOT_FOR * HOT_AT_ONCE + random.nextInt(HOT_AT_ONCE);
        Line own = new Line(
                "Line " + number + " of " + seed,
                voices.get(random.nextInt(voices.size())),
                SPEEDS.get(random.nextInt(SPEEDS.size())));
        return isHot || !mayBeNew.getAsBoolean()
                ? new Line("Hot " + hot + " of " + seed, voices.get(hot % voices.size()), BigDecimal.ONE)
                : own;
    }
}
