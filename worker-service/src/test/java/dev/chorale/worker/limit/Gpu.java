package dev.chorale.worker.limit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * An engine process on one GPU in virtual time: calls share the card, so each slows all others down; some fail; and it
 * dies, either of so many calls at once or of full memory. The points are the article's, shifted by a seed.
 */
final class Gpu {
    private static final double[] CALLS = {5, 10, 15, 20, 30};
    private static final double[] SECONDS = {72, 48, 43, 41, 39};
    private static final double[] MEMORY = {65, 82, 93, 97, 100};
    private static final double[] SUCCESS = {1, 0.998, 0.972, 0.931, 0.765};
    private static final double RESTART_SECONDS = 20;
    private static final int LAST_ITEMS_AT_FULL_MEMORY = 100;

    private final SplittableRandom random;
    private final SplittableRandom company;
    private final double calls;
    private final double seconds;
    private final double scatter;
    private final int deadlyCalls;
    private final List<Call> inFlight = new ArrayList<>();
    private Ended.How failure = Ended.How.FAILED;
    private double now;
    private double itemsAtFullMemory;
    int deaths;

    static final class Call {
        final double began;
        double left;

        Call(double began, double work) {
            this.began = began;
            this.left = work;
        }
    }

    /** What its caller sees of a call that died with the process. */
    enum Loss {
        DROPPED,
        /** Its text's caller gave up, because another part of the text had failed. */
        GIVEN_UP,
        REFUSED
    }

    /** How a call, or at a death all of them, ended. */
    record Event(List<Call> ended, Ended.How how, int inFlight) {}

    /**
     * @param seed 0: the article's very points; others shift the knee and the speed by up to a fifth
     * @param scatter of the work of one call, as a share
     * @param deadlyCalls calls in flight that kill it; 0: only full memory does
     */
    Gpu(long seed, double scatter, int deadlyCalls) {
        this.random = new SplittableRandom(seed);
        this.company = new SplittableRandom(~seed);
        this.calls = seed == 0 ? 1 : random.nextDouble(0.8, 1.2);
        this.seconds = seed == 0 ? 1 : random.nextDouble(0.8, 1.2);
        this.scatter = scatter;
        this.deadlyCalls = deadlyCalls;
    }

    /** The same, whose calls fail because its memory is full: it says so, and lives. */
    Gpu sayingThatItIsFull() {
        failure = Ended.How.OUT_OF_MEMORY;
        return this;
    }

    double now() {
        return now;
    }

    int inFlight() {
        return inFlight.size();
    }

    double successAt(int limit) {
        return at(SUCCESS, limit);
    }

    void begin() {
        inFlight.add(new Call(now, 1 + scatter * random.nextDouble(-1, 1)));
    }

    /** Of the first to be told, it is what the others follow from. */
    Loss loss(boolean isFirst) {
        return isFirst ? Loss.DROPPED : Loss.values()[company.nextInt(Loss.values().length)];
    }

    /** Goes on to the next end of a call. */
    Event next() {
        if (isDeadly()) {
            return die();
        }
        Call first =
                inFlight.stream().min(Comparator.comparingDouble(c -> c.left)).orElseThrow();
        double part = first.left;
        now += part * secondsAnItem();
        itemsAtFullMemory += at(MEMORY, inFlight.size()) >= 100 ? part * inFlight.size() : 0;
        inFlight.forEach(call -> call.left -= part);
        int together = inFlight.size();
        inFlight.remove(first);
        boolean spoken = random.nextDouble() < at(SUCCESS, together);
        return new Event(List.of(first), spoken ? Ended.How.SPOKEN : failure, together);
    }

    private boolean isDeadly() {
        return deadlyCalls > 0 && inFlight.size() >= deadlyCalls || itemsAtFullMemory >= LAST_ITEMS_AT_FULL_MEMORY;
    }

    private Event die() {
        deaths++;
        itemsAtFullMemory = 0;
        List<Call> lost = List.copyOf(inFlight);
        inFlight.clear();
        now += RESTART_SECONDS;
        return new Event(lost, Ended.How.DIED, lost.size());
    }

    private double secondsAnItem() {
        double within = Math.max(CALLS[0] * calls, inFlight.size());
        return at(SECONDS, within) * seconds / 100 * within;
    }

    double memoryPercent() {
        return at(MEMORY, Math.max(CALLS[0] * calls, inFlight.size()));
    }

    private double at(double[] values, double flying) {
        double x = flying / calls;
        if (x <= CALLS[0]) {
            return values[0];
        }
        for (int i = 1; i < CALLS.length; i++) {
            if (x <= CALLS[i]) {
                double part = (x - CALLS[i - 1]) / (CALLS[i] - CALLS[i - 1]);
                return values[i - 1] + part * (values[i] - values[i - 1]);
            }
        }
        return values[values.length - 1];
    }
}
