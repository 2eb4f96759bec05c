package dev.chorale.worker.claim;

import dev.chorale.worker.settle.Held;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A run in work. It may be aborted while it is spoken. Once it is being settled it can't: the fence decides then, and an
 * interrupt would only cut the connection that carries the answer.
 */
final class RunningRun {
    private enum Phase {
        SPEAKING,
        SETTLING,
        ABORTED
    }

    private static final int WHOLE = 1000;

    private final Held held;
    private final String engine;
    private final @Nullable String voiceKey;
    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.SPEAKING);
    private volatile int permille;
    private volatile @Nullable Thread thread;

    /**
     * @param engine the name of the one that speaks it
     * @param voiceKey what that must have loaded
     */
    RunningRun(Held held, String engine, @Nullable String voiceKey) {
        this.held = held;
        this.engine = engine;
        this.voiceKey = voiceKey;
    }

    String engine() {
        return engine;
    }

    Optional<String> voiceKey() {
        return Optional.ofNullable(voiceKey);
    }

    Held held() {
        return held;
    }

    int permille() {
        return permille;
    }

    /** Whether the engine is done with it. */
    boolean isSpoken() {
        return permille == WHOLE || phase.get() == Phase.SETTLING;
    }

    void progressed(double share) {
        permille = (int) Math.clamp(share * WHOLE, 0, WHOLE);
    }

    void runOn(Thread worker) {
        thread = worker;
        worker.start();
        if (phase.get() == Phase.ABORTED) {
            worker.interrupt();
        }
    }

    boolean isAborted() {
        return phase.get() == Phase.ABORTED;
    }

    /** @return false if the run was aborted: nothing may be written about it */
    boolean beginSettling() {
        return phase.compareAndSet(Phase.SPEAKING, Phase.SETTLING);
    }

    /** Also before it has a thread. @return whether this call stopped it */
    boolean abort() {
        boolean stopped = phase.compareAndSet(Phase.SPEAKING, Phase.ABORTED);
        Thread speaking = thread;
        if (stopped && speaking != null) {
            speaking.interrupt();
        }
        return stopped;
    }
}
