package dev.chorale.worker.engine.http;

import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A body as it comes in. A piece is asked for only when the one before was taken, so that a server which never stops is
 * slowed to the reader's pace.
 */
final class Inflow implements BodySubscriber<Inflow> {
    /** What came. */
    sealed interface Arrival {
        record Piece(List<ByteBuffer> bytes) implements Arrival {}

        record End() implements Arrival {}

        record Broken(Throwable cause) implements Arrival {}
    }

    private final BlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();
    private final CompletableFuture<Subscription> subscription = new CompletableFuture<>();

    /** The next arrival; null if there is none for that long. */
    @Nullable
    Arrival take(long nanos) throws InterruptedException {
        Arrival arrival = arrivals.poll(nanos, TimeUnit.NANOSECONDS);
        if (arrival instanceof Arrival.Piece) {
            subscription.join().request(1);
        }
        return arrival;
    }

    @Override
    public CompletionStage<Inflow> getBody() {
        return CompletableFuture.completedStage(this);
    }

    @Override
    public void onSubscribe(Subscription begun) {
        subscription.complete(begun);
        begun.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> bytes) {
        arrivals.add(new Arrival.Piece(bytes));
    }

    @Override
    public void onError(Throwable cause) {
        arrivals.add(new Arrival.Broken(cause));
    }

    @Override
    public void onComplete() {
        arrivals.add(new Arrival.End());
    }
}
