package dev.chorale.worker.engine.http;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A limiter that never changes its mind, and remembers what it was told. */
public final class Told implements Limiter {
    public final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
    public final Queue<Long> aborted = new ConcurrentLinkedQueue<>();
    public final Queue<Long> disbelieved = new ConcurrentLinkedQueue<>();
    public final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicLong calls = new AtomicLong();
    private final int limit;

    public Told(int limit) {
        this.limit = limit;
    }

    @Override
    public int limit() {
        return limit;
    }

    @Override
    public int most() {
        return limit;
    }

    /** The number of the call, from 1. */
    @Override
    public long begin() {
        inFlight.incrementAndGet();
        return calls.incrementAndGet();
    }

    @Override
    public void ended(long beganNanos, Answer answer) {
        inFlight.decrementAndGet();
        answers.add(answer);
    }

    @Override
    public void aborted(long beganNanos) {
        inFlight.decrementAndGet();
        aborted.add(beganNanos);
    }

    @Override
    public void disbelieved(long beganNanos) {
        disbelieved.add(beganNanos);
    }
}
