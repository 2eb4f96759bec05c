package dev.chorale.worker.limit;

import dev.chorale.worker.limit.Pace.Elasticity;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds how many calls an engine process does well at once, without falling off the edge behind: on a GPU, throughput
 * flattens, then calls begin to fail, then the process dies of its memory.
 *
 * <p>It goes up by small steps from a low start and looks at one window after another: about a generation of calls that
 * ran at one limit, and more where they scatter. Another step up is made only while the last one paid (elasticity 0.25
 * or more), few calls fail, memory is free and no ceiling is met. Three brakes lead down: a step that paid nothing, too
 * many failures, memory that is nearly full. Windows in which the process was not busy say nothing.
 *
 * <p>A death at a limit that was never proven sets a ceiling of 0.6 of it, which is kept: the next start does not try
 * again. It rises by one for a day without a death. A death at a proven limit is somebody's text or hand, unless it is
 * the third within an hour. After each, one call at a time is made until one has succeeded.
 *
 * <p>Above a knee nothing is tried again and again: at times one step down and up measures anew whether it still is one.
 *
 * <p>Not thread-safe.
 */
final class Knee {
    static final double PAYS = 0.25;
    static final double PAYS_NOTHING = 0.125;
    private static final double FULL = 94;
    private static final double NEARLY_FULL = 90;
    private static final int SMALLEST_WINDOW = 4;
    private static final int LONGEST_WINDOW = 8;
    private static final double SURE = 0.2;
    private static final int QUICK_BELOW = 8;
    private static final int HOLD_AFTER_BRAKE = 8;
    private static final int HOLD_AFTER_DEATH = 4;
    private static final int LOOK_AGAIN_AFTER = 16;
    private static final int DEATHS_BY_CHANCE = 2;
    private static final Duration AN_HOUR = Duration.ofHours(1);
    private static final Duration A_DAY = Duration.ofDays(1);

    private final InstantSource clock;
    private final Supplier<OptionalDouble> memoryPercent;
    private final Failures failures = new Failures();
    private Standing standing;
    private int limit;
    private int proven;
    private int softCeiling = Standing.NONE;
    private int hold;
    private int steady;
    private int cameFrom;
    private boolean probing;
    private long limitSinceNanos = Long.MIN_VALUE;
    private long lastDeathNanos = Long.MIN_VALUE;
    private int deathsWhenProven;
    private Instant firstDeathWhenProven = Instant.MIN;
    private double memoryBefore;
    private Pace pace;
    private @Nullable Pace below;

    /** @param memoryPercent of the GPU, 0..100, where it can be seen */
    Knee(Standing standing, InstantSource clock, Supplier<OptionalDouble> memoryPercent) {
        this.standing = standing;
        this.clock = clock;
        this.memoryPercent = memoryPercent;
        this.limit = Math.min(standing.start(), standing.ceiling());
        this.proven = limit;
        this.pace = new Pace(limit);
    }

    /** How many calls may be in flight now. */
    int limit() {
        return probing ? 1 : limit;
    }

    /** What is to be kept. */
    Standing standing() {
        return standing;
    }

    void ended(Ended call) {
        switch (call.how()) {
            case DIED -> died(call);
            case FAILED -> failed(call);
            case SPOKEN -> spoken(call);
        }
    }

    private void died(Ended call) {
        if (call.beganNanos() <= lastDeathNanos) {
            return;
        }
        lastDeathNanos = call.endedNanos();
        int inFlight = Math.min(call.inFlight(), Standing.NONE);
        if (inFlight > proven || isTooOften()) {
            standing = standing.diedAt(inFlight, clock.instant());
            proven = Math.min(proven, standing.ceiling());
        }
        moveTo(Math.min(Math.max(1, inFlight / 2), standing.ceiling()), call.endedNanos(), HOLD_AFTER_DEATH);
        below = null;
        probing = true;
    }

    private boolean isTooOften() {
        Instant now = clock.instant();
        if (firstDeathWhenProven.isBefore(now.minus(AN_HOUR))) {
            firstDeathWhenProven = now;
            deathsWhenProven = 0;
        }
        deathsWhenProven++;
        return limit > 1 && deathsWhenProven > DEATHS_BY_CHANCE;
    }

    private void failed(Ended call) {
        failures.count(limit, true);
        if (limit > 1 && call.beganNanos() >= limitSinceNanos && failures.areTooMany(limit)) {
            softCeiling = limit - 1;
            moveTo(Math.max(1, limit * 8 / 10), call.endedNanos(), HOLD_AFTER_BRAKE);
        }
    }

    private void spoken(Ended call) {
        probing = false;
        failures.count(limit, false);
        if (call.inFlight() < 0.8 * limit || call.inFlight() > limit) {
            pace = new Pace(limit);
            return;
        }
        measure(call);
        if (pace.samples() >= Math.max(SMALLEST_WINDOW, limit) && isSure()) {
            judge(call.endedNanos());
        }
    }

    /** Of a call that began at the limit before, the part that ran at this one counts, as if it were a whole call. */
    private void measure(Ended call) {
        double seconds = (call.endedNanos() - call.beganNanos()) / 1e9;
        if (call.beganNanos() >= limitSinceNanos) {
            pace.add(seconds, call.size());
        } else if (below != null && below.samples() > 0) {
            double before = (limitSinceNanos - call.beganNanos()) / 1e9;
            double left = 1 - before / below.meanSeconds();
            if (left > 0.3) {
                pace.add((seconds - before) / left, call.size());
            }
        }
    }

    /** By one standard error, which is often wrong and quick; a wrong step is found out by the next. */
    private boolean isSure() {
        if (below == null || pace.samples() >= LONGEST_WINDOW * Math.max(SMALLEST_WINDOW, limit)) {
            return true;
        }
        Elasticity gain = pace.since(below);
        return gain.error() <= SURE
                || gain.value() - gain.error() >= PAYS
                || gain.value() + gain.error() < PAYS_NOTHING;
    }

    /** A window is over. */
    private void judge(long nanos) {
        proven = Math.max(proven, limit);
        keepStart();
        revise();
        OptionalDouble memory = memoryPercent.get();
        if (memory.orElse(0) >= FULL && limit > 1) {
            softCeiling = limit - 1;
            moveTo(Math.max(1, limit * 85 / 100), nanos, HOLD_AFTER_BRAKE);
        } else if (cameFrom > limit) {
            goBackUp(nanos);
        } else if (hold > 0) {
            hold--;
            pace = new Pace(limit);
        } else {
            step(nanos, memory);
        }
        memoryBefore = memory.orElse(0);
    }

    private void step(long nanos, OptionalDouble memory) {
        Elasticity gain = below == null ? new Elasticity(1, 0) : pace.since(below);
        if (gain.value() < PAYS_NOTHING && limit > 1) {
            moveTo(limit - 1, nanos, HOLD_AFTER_BRAKE);
        } else if (gain.value() >= PAYS && mayGrow(memory)) {
            grow(nanos);
        } else {
            stay(nanos);
        }
    }

    private boolean mayGrow(OptionalDouble memory) {
        double next = memory.orElse(0) + Math.max(0, memory.orElse(0) - memoryBefore);
        return limit < ceiling() && failures.areFew(limit) && next < NEARLY_FULL;
    }

    private void grow(long nanos) {
        Pace here = pace;
        int by = limit < QUICK_BELOW && limit == proven ? 2 : 1;
        moveTo(Math.min(ceiling(), limit + by), nanos, 0);
        below = here;
    }

    /** Now and then one step down: the step up again then tells whether it pays by now. */
    private void stay(long nanos) {
        steady++;
        if (steady >= LOOK_AGAIN_AFTER && limit > 1) {
            int from = limit;
            moveTo(limit - 1, nanos, 0);
            cameFrom = from;
        } else {
            pace = new Pace(limit);
        }
    }

    private void goBackUp(long nanos) {
        Pace here = pace;
        moveTo(Math.min(cameFrom, ceiling()), nanos, 0);
        below = here;
    }

    private void moveTo(int calls, long nanos, int windows) {
        if (calls < limit) {
            below = null;
        }
        limit = calls;
        limitSinceNanos = nanos;
        cameFrom = 0;
        hold = windows;
        steady = 0;
        pace = new Pace(calls);
    }

    private int ceiling() {
        return Math.min(standing.ceiling(), softCeiling);
    }

    /** A ceiling of failures falls where fewer calls fail as often; one of a death rises after a day. */
    private void revise() {
        if (softCeiling < Standing.NONE && failures.areNotOfTheLoad(limit, softCeiling + 1)) {
            softCeiling = Standing.NONE;
        }
        Instant now = clock.instant();
        if (standing.ceiling() < standing.diedAt() - 2 && standing.since().isBefore(now.minus(A_DAY))) {
            standing = standing.raised(now);
        }
    }

    private void keepStart() {
        if (limit != standing.start() && failures.areFew(limit)) {
            standing = standing.startingAt(limit);
        }
    }
}
