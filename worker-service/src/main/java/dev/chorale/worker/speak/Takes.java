package dev.chorale.worker.speak;

import dev.chorale.worker.engine.Spoken;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The segments of one utterance, spoken several at once and taken in order.
 *
 * <p>What is missing is spoken whether or not what stands before it was taken: a slow taker holds up no engine, and a try
 * that finds much on the shelf goes on at once with what is not there. Of what was spoken and not taken yet, about as
 * many are in memory as are spoken at once. The others lie on the shelf; where there is none, up to as many again are kept
 * in memory, and then nothing more is begun. {@link #close} interrupts what runs and waits for its end.
 */
final class Takes implements AutoCloseable {
    private static final long ABORT_SECONDS = 15;
    private static final int READ_AHEAD = 4;

    /** One segment. */
    interface Part {
        /** Whether its audio lies on the shelf, as far as is known without a look. */
        boolean isKept();

        /** From the shelf; empty if it can't be had. Blocks. */
        Optional<Spoken> read();

        /** By the engine, and then to the shelf. Blocks. */
        Spoken speak() throws InterruptedException;
    }

    /** @param end what was spoken; empty if that is on the shelf alone, which one that is asked for again never is */
    private record Asked(Part part, boolean isAgain, CompletableFuture<Optional<Spoken>> end) {
        Asked(Part part, boolean isAgain) {
            this(part, isAgain, new CompletableFuture<>());
        }
    }

    private final ExecutorService hands = Executors.newVirtualThreadPerTaskExecutor();
    private final IntSupplier parallelism;
    private final Queue<Asked> toCome = new ArrayDeque<>();
    private final Queue<Asked> waiting = new ArrayDeque<>();
    private final Queue<Asked> urgent = new ArrayDeque<>();
    private final Queue<CompletableFuture<Spoken>> coming = new ArrayDeque<>();
    private final CompletableFuture<Spoken> refusal = new CompletableFuture<>();
    private int running;
    private int held;

    /** @param parallelism asked anew before each segment; 1 or more */
    Takes(List<? extends Part> parts, IntSupplier parallelism) {
        this.parallelism = parallelism;
        for (Part part : parts) {
            Asked one = new Asked(part, false);
            toCome.add(one);
            if (part.isKept()) {
                one.end.complete(Optional.empty());
            } else {
                waiting.add(one);
            }
        }
    }

    /** The next one in order, or the refusal of any. Each call has the engine's own limit of time. */
    Spoken next() throws InterruptedException {
        begin();
        while (coming.size() < READ_AHEAD && !toCome.isEmpty()) {
            coming.add(fetch(toCome.remove()));
        }
        try {
            return (Spoken) CompletableFuture.anyOf(coming.remove(), refusal).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("speaking a segment failed", e.getCause());
        }
    }

    private CompletableFuture<Spoken> fetch(Asked one) {
        return one.end.thenCompose(spoken -> spoken.map(this::taken).orElseGet(() -> read(one.part)));
    }

    private CompletableFuture<Spoken> read(Part part) {
        return CompletableFuture.supplyAsync(part::read, hands)
                .thenCompose(
                        found -> found.map(CompletableFuture::completedFuture).orElseGet(() -> again(part)));
    }

    private CompletableFuture<Spoken> again(Part part) {
        Asked one = new Asked(part, true);
        synchronized (this) {
            urgent.add(one);
        }
        begin();
        return one.end.thenCompose(spoken -> taken(spoken.orElseThrow()));
    }

    private CompletableFuture<Spoken> taken(Spoken spoken) {
        synchronized (this) {
            held--;
        }
        begin();
        return CompletableFuture.completedFuture(spoken);
    }

    private synchronized void begin() {
        int most = parallelism.getAsInt();
        while (running < most && !hands.isShutdown() && !refusal.isDone()) {
            Asked next = next(most);
            if (next == null) {
                return;
            }
            running++;
            hands.submit(() -> speak(next));
        }
    }

    private @Nullable Asked next(int most) {
        return urgent.isEmpty() && held + running < 2 * most ? waiting.poll() : urgent.poll();
    }

    /** A text that occurs twice may have come to the shelf meanwhile. */
    private void speak(Asked one) {
        try {
            boolean isThere = !one.isAgain && one.part.isKept();
            Optional<Spoken> spoken = isThere ? Optional.empty() : Optional.of(one.part.speak());
            ended(one, spoken, !one.isAgain && one.part.isKept());
        } catch (Throwable e) { // Whatever it is: without a word the taker would wait for ever.
            refusal.completeExceptionally(e);
        }
    }

    private void ended(Asked one, Optional<Spoken> spoken, boolean isKept) {
        boolean lies;
        synchronized (this) {
            running--;
            lies = spoken.isEmpty() || (isKept && held >= parallelism.getAsInt());
            held += lies ? 0 : 1;
        }
        spoken.filter(Spoken.Refused.class::isInstance).ifPresent(refusal::complete);
        one.end.complete(lies ? Optional.empty() : spoken);
        begin();
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
