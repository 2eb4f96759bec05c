package dev.chorale.deploy.soak;

import dev.chorale.deploy.soak.Traffic.Wish;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.random.RandomGenerator;

/** Draws callers: 2 % cancel, 3 % set a deadline, 5 % send the same once more. One seed draws the same ones. */
final class Wishes {
    private static final double CANCELLED = 0.02;
    private static final double WITH_DEADLINE = 0.03;
    private static final double ASKED_TWICE = 0.05;
    private static final int LONGEST_MS = 20_000;

    private final Lines lines;
    private final long seed;
    private final Offer offer;
    private final RandomGenerator random;

    /** What an API can do beyond speaking: older ones cannot cancel, nor mind a deadline. */
    record Offer(boolean cancel, boolean deadline) {}

    Wishes(Lines lines, long seed, Offer offer, RandomGenerator random) {
        this.lines = lines;
        this.seed = seed;
        this.offer = offer;
        this.random = random;
    }

    Wish draw(int number) {
        Line line = lines.draw(number);
        boolean hasDeadline = random.nextDouble() < WITH_DEADLINE;
        boolean isCancelled = random.nextDouble() < CANCELLED;
        boolean asksTwice = random.nextDouble() < ASKED_TWICE;
        int millis = random.nextInt(LONGEST_MS);
        Instant deadline = hasDeadline && offer.deadline()
                ? Instant.now().plusMillis(1_000 + millis).truncatedTo(ChronoUnit.MILLIS)
                : null;
        Duration cancelAfter = isCancelled && offer.cancel() ? Duration.ofMillis(millis / 10) : null;
        return new Wish(new Submit("soak-" + seed + "-" + number, line, deadline), number, cancelAfter, asksTwice);
    }
}
