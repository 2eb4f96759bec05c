package dev.chorale.deploy.soak;

import dev.chorale.deploy.soak.Errand.Wish;
import dev.chorale.deploy.soak.Submit.Manner;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/**
 * Draws callers: 2 % cancel, 3 % set a deadline, 5 % send the same once more, 5 % wait for the audio itself, 3 % follow the events. One seed draws
 * the same ones, but for what is new: while much is waiting to be spoken, callers want only what others want too. So the
 * rate of submits is what it is said to be, and the backlog is what this machine can bear.
 */
final class Wishes {
    private static final double CANCELLED = 0.02;
    private static final double WITH_DEADLINE = 0.03;
    private static final double ASKED_TWICE = 0.05;
    private static final double LISTENING = 0.05;
    private static final double FOLLOWING = 0.03;
    private static final double TOLD = 0.3;
    private static final int LONGEST_MS = 20_000;

    private final Lines lines;
    private final long seed;
    private final Offer offer;
    private final RandomGenerator random;
    private final BooleanSupplier mayBeNew;

    /** What an API can do beyond speaking: older ones cannot cancel, nor mind a deadline; some call nobody on this machine. */
    record Offer(boolean cancel, boolean deadline, boolean webhook) {}

    /** @param mayBeNew whether something new may be wanted now */
    Wishes(Lines lines, long seed, Offer offer, RandomGenerator random, BooleanSupplier mayBeNew) {
        this.lines = lines;
        this.seed = seed;
        this.offer = offer;
        this.random = random;
        this.mayBeNew = mayBeNew;
    }

    Wish draw(int number) {
        Line line = lines.draw(number, mayBeNew);
        boolean hasDeadline = random.nextDouble() < WITH_DEADLINE;
        boolean isCancelled = random.nextDouble() < CANCELLED;
        boolean asksTwice = random.nextDouble() < ASKED_TWICE;
        Manner manner = manner(random.nextDouble());
        int millis = random.nextInt(LONGEST_MS);
        Instant deadline = hasDeadline && offer.deadline()
                ? Instant.now().plusMillis(1_000 + millis).truncatedTo(ChronoUnit.MILLIS)
                : null;
        Duration cancelAfter = isCancelled && offer.cancel() ? Duration.ofMillis(millis / 10) : null;
        if (manner == Manner.LISTENING) {
            return new Wish(new Submit(key(number), line, null, manner), number, null, false);
        }
        return new Wish(new Submit(key(number), line, deadline, manner), number, cancelAfter, asksTwice);
    }

    private String key(int number) {
        return "soak-" + seed + "-" + number;
    }

    private Manner manner(double drawn) {
        if (drawn < LISTENING) {
            return Manner.LISTENING;
        }
        if (offer.webhook() && drawn < LISTENING + TOLD) {
            return Manner.TOLD;
        }
        return drawn > 1 - FOLLOWING ? Manner.FOLLOWING : Manner.QUIET;
    }
}
