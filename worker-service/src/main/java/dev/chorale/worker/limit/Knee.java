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
 * <p>A death with more calls than were ever borne sets a ceiling of 0.6 of them, which is kept: the next start does not
 * try again. It rises by one for a day without a death. A death with as many as were borne is somebody's text or hand,
 * unless it is the third within an hour; a death with few of the calls that were allowed, or one, always is. After each,
 * one call at a time is made until one has succeeded. An answer, with more than were borne, that memory is full sets a
 * ceiling of one less, which is kept too.
 *
 * <p>Above a knee nothing is tried again and again: at times one step down and up measures anew whether it still is one.
 * What a brake found holds until some good windows speak against it.
 *
 * <p>Not thread-safe.
 */
final class Knee {
    static final double PAYS = 0.25;
    static final double PAYS_NOTHING = 0.125;
    static final double BUSY = 0.8;
    private static final int SMALLEST_WINDOW = 4;
    private static final int LONGEST_WINDOW = 8;
    private static final double SURE = 0.2;
    private static final int QUICK_BELOW = 8;
    private static final int HOLD_AFTER_STEP_BACK = 1;
    private static final int HOLD_AFTER_BRAKE = 8;
    private static final int HOLD_AFTER_DEATH = 4;
    private static final int LOOK_AGAIN_AFTER = 16;
    private static final Duration A_DAY = Duration.ofDays(1);

    private final InstantSource clock;
    private final Failures failures = new Failures();
    private final SoftCeiling softCeiling = new SoftCeiling();
    private final Borne borne;
    private final Deaths deaths;
    private final Fill fill;
    private Standing standing;
    private int limit;
    private int limitBefore;
    private int hold;
    private int steady;
    private int cameFrom;
    private boolean probing;
    private long limitSinceNanos = Long.MIN_VALUE;
    private long lastDeathNanos = Long.MIN_VALUE;
    private long lastFullNanos = Long.MIN_VALUE;
    private Pace pace;
    private @Nullable Pace below;

    /** @param memoryPercent of the GPU, 0..100, where it can be seen */
    Knee(Standing standing, InstantSource clock, Supplier<OptionalDouble> memoryPercent) {
        this.standing = standing;
        this.clock = clock;
        this.fill = new Fill(memoryPercent);
        this.limit = Math.min(standing.start(), standing.ceiling());
        this.limitBefore = limit;
        this.borne = new Borne(limit);
        this.deaths = new Deaths(borne);
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

    /** Others know better: what was found may be tried again, or less may. */
    void heed(Standing later, long nanos) {
        standing = later;
        moveTo(Math.min(limit, later.ceiling()), nanos, 0);
    }

    void ended(Ended call) {
        switch (call.how()) {
            case SPOKEN -> spoken(call);
            case FAILED, DISBELIEVED -> failed(call);
            case OUT_OF_MEMORY -> ranOutOfMemory(call);
            case DIED -> died(call);
            case SEEMED_TO_DIE -> seemedToDie(call);
        }
    }

    private void died(Ended call) {
        if (call.beganNanos() > lastDeathNanos) {
            lastDeathNanos = call.endedNanos();
            standing = deaths.after(call.inFlight(), limit, standing, clock.instant());
            int next = call.inFlight() > 1 ? call.inFlight() / 2 : limit;
            moveTo(Math.min(next, standing.ceiling()), call.endedNanos(), HOLD_AFTER_DEATH);
            below = null;
            probing = true;
        }
    }

    /** It lives on, and is a failure, as are those beside it that it had no room for either. */
    private void ranOutOfMemory(Ended call) {
        boolean isAnother = call.beganNanos() > lastDeathNanos && call.beganNanos() >= lastFullNanos;
        failed(call);
        if (isAnother) {
            lastFullNanos = call.endedNanos();
            standing = deaths.afterFull(call.inFlight(), limit, standing, clock.instant());
        }
        if (limit > standing.ceiling()) {
            moveTo(standing.ceiling(), call.endedNanos(), HOLD_AFTER_DEATH);
        }
    }

    /** As often as not somebody restarted it: it counts only where more was tried than was ever borne. */
    private void seemedToDie(Ended call) {
        if (call.inFlight() > borne.most()) {
            died(call);
        }
    }

    private void failed(Ended call) {
        if (call.how() == Ended.How.DISBELIEVED) {
            failures.correct(limitOf(call));
        } else {
            failures.count(limitOf(call), true);
        }
        if (limit > 1 && call.beganNanos() >= limitSinceNanos && failures.areTooMany(limit)) {
            softCeiling.failedAt(limit);
            moveTo(Math.max(1, limit * 8 / 10), call.endedNanos(), HOLD_AFTER_BRAKE);
        }
    }

    /** At which it began. */
    private int limitOf(Ended call) {
        return call.beganNanos() >= limitSinceNanos ? limit : limitBefore;
    }

    private void spoken(Ended call) {
        probing = false;
        failures.count(limitOf(call), false);
        borne.spoken(call.inFlight());
        if (call.inFlight() < Math.min(BUSY * limit, limit - 1) || call.inFlight() > limit) {
            pace = new Pace(limit);
            return;
        }
        measure(call);
        if (pace.samples() >= Math.max(SMALLEST_WINDOW, limit) && isSure()) {
            windowEnded(call.endedNanos());
        }
    }

    /** With few calls allowed, one that comes late is a large part of them: the process was busy if it was on average. */
    private void windowEnded(long nanos) {
        if (pace.meanInFlight() < BUSY * limit) {
            pace = new Pace(limit);
        } else {
            judge(nanos);
        }
    }

    /** Of a call that began at the limit before, the part that ran at this one counts, as if it were a whole call. */
    private void measure(Ended call) {
        double seconds = (call.endedNanos() - call.beganNanos()) / 1e9;
        if (call.beganNanos() >= limitSinceNanos) {
            pace.add(seconds, call.size(), call.inFlight());
        } else if (below != null && below.samples() > 0) {
            double before = (limitSinceNanos - call.beganNanos()) / 1e9;
            double left = 1 - before / below.meanSeconds();
            if (left > 0.3) {
                pace.add((seconds - before) / left, call.size(), call.inFlight());
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

    private void judge(long nanos) {
        fill.look();
        keepStart();
        revise();
        if (fill.isTooHigh() && limit > 1) {
            fill.stepDown();
            softCeiling.fullAt(limit);
            moveTo(Math.max(1, limit * 85 / 100), nanos, HOLD_AFTER_BRAKE);
        } else if (cameFrom > limit) {
            goBackUp(nanos);
        } else if (hold > 0) {
            hold--;
            pace = new Pace(limit);
        } else {
            step(nanos);
        }
    }

    private void step(long nanos) {
        Elasticity gain = below == null ? new Elasticity(1, 0) : pace.since(below);
        if (gain.value() < PAYS_NOTHING && limit > 1) {
            moveTo(limit - 1, nanos, HOLD_AFTER_STEP_BACK);
        } else if (gain.value() >= PAYS && limit < ceiling() && isWell()) {
            grow(nanos);
        } else {
            stay(nanos);
        }
    }

    private boolean isWell() {
        return failures.areFew(limit) && fill.leavesRoom();
    }

    private void grow(long nanos) {
        Pace here = pace;
        int by = limit < QUICK_BELOW && limit >= borne.most() ? 2 : 1;
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
        limitBefore = limit;
        limit = calls;
        limitSinceNanos = nanos;
        cameFrom = 0;
        hold = windows;
        steady = 0;
        pace = new Pace(calls);
    }

    private int ceiling() {
        return Math.min(standing.ceiling(), softCeiling.calls());
    }

    /** A ceiling of failures falls where fewer calls fail as often; one of a death rises after a day. */
    private void revise() {
        if (softCeiling.isOfFailures() && failures.areNotOfTheLoad(limit, softCeiling.calls() + 1)) {
            softCeiling.lift();
        }
        if (isWell() && softCeiling.rose(limit)) {
            failures.forget(softCeiling.calls());
        }
        Instant now = clock.instant();
        if (standing.mayRise() && standing.since().isBefore(now.minus(A_DAY))) {
            standing = standing.raised(now);
        }
    }

    private void keepStart() {
        if (limit != standing.start() && failures.areFew(limit)) {
            standing = standing.startingAt(limit);
        }
    }
}
