package dev.chorale.worker;

import dev.chorale.common.job.Lane;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;

/**
 * Places for as many as may be inside at once. Who waits is let in by lane, interactive first, and within a lane in the order
 * of coming. Thread-safe.
 */
final class Places {
    /** How soon a number that has grown by itself is noticed. */
    private static final long LOOK_MS = 50;

    private final IntSupplier most;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Queue<Waiting> waiting =
            new PriorityQueue<>(Comparator.comparing(Waiting::lane).thenComparing(Waiting::number));
    private long came;
    private int inside;

    private record Waiting(Lane lane, long number) {}

    /** @param most may be inside; may change at any time; 1 or more */
    Places(IntSupplier most) {
        this.most = most;
    }

    /** Blocks until there is a place; one {@link #leave} follows. */
    void enter(Lane lane) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            Waiting mine = new Waiting(lane, came++);
            waiting.add(mine);
            try {
                while (waiting.peek() != mine || inside >= most.getAsInt()) {
                    changed.await(LOOK_MS, TimeUnit.MILLISECONDS);
                }
                inside++;
            } finally {
                waiting.remove(mine);
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    void leave() {
        lock.lock();
        try {
            inside--;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** How many wait. */
    int waiting() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }
}
