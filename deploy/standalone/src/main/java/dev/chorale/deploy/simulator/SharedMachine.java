package dev.chorale.deploy.simulator;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One machine that all calls in flight share by the {@link LoadCurve}: each newcomer slows all the others down, from that
 * moment on, and each that leaves speeds them up.
 *
 * <p>All calls progress alike, so one number tells it: the work that a call would have done that was there from the
 * beginning. A call is done when that number is higher by one than when it came. Its risk to fail is gathered on the way.
 */
final class SharedMachine {
    private final LoadCurve curve;
    private final double timeScale;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private int working;
    private double done;
    private long updatedNanos = System.nanoTime();
    private double risk;
    private double failuresOwed;
    private double itemsAtFullMemory;

    /** @param timeScale seconds of the engine in one of ours */
    SharedMachine(LoadCurve curve, double timeScale) {
        this.curve = curve;
        this.timeScale = timeScale;
    }

    /** How the work of a call ended. */
    enum End {
        DONE,
        FAILED,
        /** This call was too much: the engine dies. */
        DEATH
    }

    /** Works for one call and blocks until it is done. */
    End work() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            if (isDeadly()) {
                return End.DEATH;
            }
            change(1);
            double riskBefore = risk;
            try {
                await(done + 1);
                return end(risk - riskBefore);
            } finally {
                change(-1);
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean isDeadly() {
        if (itemsAtFullMemory < LoadCurve.LAST_ITEMS) {
            return false;
        }
        itemsAtFullMemory = 0;
        return true;
    }

    private void await(double until) throws InterruptedException {
        progress();
        while (done < until - 1e-9) {
            double seconds = (until - done) * curve.secondsAnItem(working) / timeScale;
            changed.await((long) (seconds * 1e9) + 1, TimeUnit.NANOSECONDS);
            progress();
        }
    }

    /** Failures come at the curve's rate, evenly: 23.5 % are 23 or 24 of 100. */
    private End end(double failureRate) {
        failuresOwed += failureRate;
        if (failuresOwed < 1) {
            return End.DONE;
        }
        failuresOwed -= 1;
        return End.FAILED;
    }

    private void change(int by) {
        progress();
        working += by;
        changed.signalAll();
    }

    private void progress() {
        long now = System.nanoTime();
        if (working > 0) {
            double part = (now - updatedNanos) / 1e9 * timeScale / curve.secondsAnItem(working);
            done += part;
            risk += part * curve.failureRate(working);
            itemsAtFullMemory += curve.memoryPercent(working) >= 100 ? part * working : 0;
        }
        updatedNanos = now;
    }
}
