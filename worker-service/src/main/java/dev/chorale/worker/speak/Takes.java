package dev.chorale.worker.speak;

import dev.chorale.worker.engine.Spoken;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/**
 * Work on the segments of one utterance, several at once, taken in order. Where one takes long, those behind it go on: up
 * to as many again wait to be taken, which bounds the memory. {@link #close} interrupts what runs and waits for its end.
 */
final class Takes implements AutoCloseable {
    private static final long ABORT_SECONDS = 15;

    private final ExecutorService hands = Executors.newVirtualThreadPerTaskExecutor();
    private final ArrayDeque<Future<Spoken>> begun = new ArrayDeque<>();
    private final Iterator<Callable<Spoken>> rest;
    private final IntSupplier parallelism;
    private int running;

    /** @param parallelism asked anew before each segment; 1 or more */
    Takes(List<Callable<Spoken>> work, IntSupplier parallelism) {
        this.rest = work.iterator();
        this.parallelism = parallelism;
    }

    /** The next one in order. Each call has the engine's own limit of time. */
    Spoken next() throws InterruptedException {
        begin();
        try {
            return first().get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("speaking a segment failed", e.getCause());
        }
    }

    private synchronized Future<Spoken> first() {
        return begun.remove();
    }

    private synchronized void ended() {
        running--;
        begin();
    }

    private synchronized void begin() {
        int most = parallelism.getAsInt();
        while (running < most && begun.size() < 2 * most && rest.hasNext() && !hands.isShutdown()) {
            Callable<Spoken> work = rest.next();
            running++;
            begun.add(hands.submit(() -> done(work)));
        }
    }

    private Spoken done(Callable<Spoken> work) throws Exception {
        try {
            return work.call();
        } finally {
            ended();
        }
    }

    @Override
    public void close() {
        boolean interrupted = Thread.interrupted();
        stop();
        try {
            hands.awaitTermination(ABORT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void stop() {
        hands.shutdownNow();
    }
}
