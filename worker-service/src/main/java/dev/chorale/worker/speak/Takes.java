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
 * Work on the segments of one utterance, several at once, taken in order. At most {@code parallelism} segments are being
 * spoken or wait to be taken, which bounds the memory too. {@link #close} interrupts what runs and waits for its end.
 */
final class Takes implements AutoCloseable {
    private static final long ABORT_SECONDS = 15;

    private final ExecutorService hands = Executors.newVirtualThreadPerTaskExecutor();
    private final ArrayDeque<Future<Spoken>> begun = new ArrayDeque<>();
    private final Iterator<Callable<Spoken>> rest;
    private final IntSupplier parallelism;

    /** @param parallelism asked anew before each segment; 1 or more */
    Takes(List<Callable<Spoken>> work, IntSupplier parallelism) {
        this.rest = work.iterator();
        this.parallelism = parallelism;
    }

    /** The next one in order. Each call has the engine's own limit of time. */
    Spoken next() throws InterruptedException {
        while (begun.size() < parallelism.getAsInt() && rest.hasNext()) {
            begun.add(hands.submit(rest.next()));
        }
        try {
            return begun.remove().get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("speaking a segment failed", e.getCause());
        }
    }

    @Override
    public void close() {
        boolean interrupted = Thread.interrupted();
        hands.shutdownNow();
        try {
            hands.awaitTermination(ABORT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
